import FeatureSelection
import Glibc
import TestSupport

/// A made-up recording: a load, a neighbour in bursts, a KPI that both of them drive, and every trap we know of.
struct Recording {
    let seconds: [Int64]
    let kpi: [Double]
    let matrix: SeriesMatrix

    /// Series that really say something begin with these words.
    static let causes = ["load", "burst", "gappy"]

    init(seed: UInt64, rows: Int = 2000, staircase: Bool = false, period: Double = 500) {
        var random = SplitMix64(seed: seed)
        let times = (0..<rows).map(Double.init)
        var level = 8.0
        let load = times.map { time in
            if staircase {
                level = Int(time).isMultiple(of: 45) ? random.uniform() * 16 : level
            } else {
                level = 8 + 6 * sin(2 * .pi * time / period)
            }
            return max(0.2, level + 0.7 * random.normal())
        }
        var isBurst = false
        let burst = times.map { _ in
            if random.uniform() < 0.02 { isBurst.toggle() }
            return isBurst ? 1.0 : 0.0
        }
        kpi = times.indices.map { exp(0.8 + 1.3 * load[$0] / 10 + burst[$0] + 0.25 * random.normal()) }
        seconds = (0..<rows).map { 1_600_000_000 + Int64($0) }

        var named: [(String, [Double])] = []
        for copy in 0..<4 {
            named.append(("load\(copy)", load.map { $0 * (3 + Double(copy)) + (1 + Double(copy)) * random.normal() }))
        }
        named.append(("burst", burst.map { $0 * 50 + 10 * random.normal() }))
        named.append(("gappy", times.indices.map { $0 / 100 % 3 == 0 ? .nan : load[$0] + random.normal() }))
        named.append(("packets_total", Self.sum(load.map { $0 * 100 })))
        named.append(("clock_seconds", times.map { 1.6e9 + $0 }))
        named.append(("unsteady_clock", times.map { $0 + 2 * random.normal() }))
        named.append(("free_bytes", Self.sum(times.map { _ in -random.uniform() }).map { 1e12 + $0 }))
        named.append(("leak_bytes", Self.sum(times.map { _ in random.uniform() < 0.1 ? 1 : 0 })))
        named.append(("trend_with_noise", times.map { $0 / 100 + random.normal() }))
        named.append(("uptime_modulo", times.map { $0.truncatingRemainder(dividingBy: 700) }))
        named.append(("constant", times.map { _ in 42 }))
        named.append(("copy_of_load0", named[0].1.map { 7 - 3 * $0 }))
        for walk in 0..<6 { named.append(("walk\(walk)", Self.sum(times.map { _ in random.normal() }))) }
        for noise in 0..<30 { named.append(("noise\(noise)", times.map { _ in exp(random.normal()) })) }
        matrix = SeriesMatrix(names: named.map(\.0), columns: named.map(\.1))
    }

    private static func sum(_ values: [Double]) -> [Double] {
        var total = 0.0
        return values.map {
            total += $0
            return total
        }
    }
}

/// The generator of Steele, Lea and Flood: a failing test names its seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func normal() -> Double {
        (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }
}
