/// Room for samples of one series on their way to a sink.
struct SampleBlock {
    /// How many there are.
    private(set) var count = 0
    /// Between any two neighbours, milliseconds, when it is known to be the same.
    var rhythm: Int64?
    private var milliseconds: [Int64] = []
    private var values: [Double] = []

    /// Makes room for `capacity` samples and has them filled in; `fill` gives how many they are.
    mutating func fill(
        _ capacity: Int,
        _ fill: (UnsafeMutableBufferPointer<Int64>, UnsafeMutableBufferPointer<Double>) -> Int
    ) {
        if milliseconds.count < capacity {
            milliseconds = Array(repeating: 0, count: capacity)
            values = Array(repeating: 0, count: capacity)
        }
        count = milliseconds.withUnsafeMutableBufferPointer { milliseconds in
            values.withUnsafeMutableBufferPointer { values in fill(milliseconds, values) }
        }
    }

    /// Forgets the samples.
    mutating func removeAll() {
        count = 0
    }

    /// Hands the samples on.
    func send(to sink: inout some SampleSink) {
        guard count > 0 else { return }
        sink.append(milliseconds.span.extracting(0..<count), values.span.extracting(0..<count), rhythm: rhythm)
    }
}
