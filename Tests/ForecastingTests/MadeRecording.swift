import Forecasting
import Glibc
import TestSupport

/// A recording made of one load that the inputs see with noise and the KPI follows.
struct MadeRecording {
    var seconds: [Int64] = []
    var inputs: [[Double]]
    var target: [Double] = []

    /// - Parameters:
    ///   - rows: One a second.
    ///   - period: Of the load, in seconds.
    ///   - gaps: Whether seconds and values are missing here and there.
    init(rows: Int, inputCount: Int = 3, period: Double = 300, gaps: Bool = false, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        inputs = Array(repeating: [], count: inputCount)
        var second: Int64 = 1_600_000_000
        for row in 0..<rows {
            second += gaps && Int.random(in: 0..<40, using: &random) == 0 ? Int64.random(in: 2...90, using: &random) : 1
            seconds.append(second)
            let load = 10 + 8 * sin(2 * .pi * Double(row) / period)
            for input in inputs.indices {
                let isMissing = gaps && Int.random(in: 0..<15, using: &random) == 0
                let value = load * Double(input + 1) + Double.random(in: -1...1, using: &random)
                inputs[input].append(isMissing ? .nan : value)
            }
            let isMissing = gaps && Int.random(in: 0..<15, using: &random) == 0
            target.append(isMissing ? .nan : exp(load / 5 + Double.random(in: -0.4...0.4, using: &random)))
        }
    }

    func table() throws -> TrainingTable {
        try TrainingTable(
            seconds: seconds,
            inputNames: inputs.indices.map { "input \($0)" },
            inputs: inputs,
            target: target
        )
    }

    func row(_ index: Int) -> [Double] { inputs.map { $0[index] } }
}
