import SlidingWindow
import TestSupport
import Testing

@Suite struct SecondWindowTests {
    /// Rows of three series with gaps: seconds without a row, and rows without a value.
    private static func rows(seed: UInt64) -> [(second: Int64, values: [Double])] {
        var random = SplitMix64(seed: seed)
        var second = Int64.random(in: -1_000...1_800_000_000, using: &random)
        return (0..<300).map { _ in
            second += Int.random(in: 0..<20, using: &random) == 0 ? Int64.random(in: 2...100, using: &random) : 1
            let values = (0..<3).map { _ in
                Int.random(in: 0..<5, using: &random) == 0 ? .nan : Double.random(in: -1e6...1e6, using: &random)
            }
            return (second, values)
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func itsStatisticsAreThoseOfASlidingWindowToTheBit(seed: UInt64) {
        var random = SplitMix64(seed: seed + 1_000)
        let capacity = Int.random(in: 1...80, using: &random)
        var window = SecondWindow(seriesCount: 3, capacity: capacity)
        var expected = Array(repeating: SlidingWindow(capacity: 300), count: 3)
        var samples = GatheredSamples(capacity: Int.random(in: 0...capacity, using: &random))
        var ordered = OrderedValues(capacity: 0)
        for (second, values) in Self.rows(seed: seed) {
            let isBegun = window.begin(second)
            #expect(isBegun)
            for (series, value) in values.enumerated() {
                window.put(value, series: series)
                expected[series].append(value, at: second * 1_000)
            }
            let span = Int64.random(in: 1...Int64(capacity), using: &random)
            let part = Int64.random(in: 0...span, using: &random)
            for series in 0..<3 {
                let view = expected[series].view(over: span * 1_000, endingAt: second * 1_000)
                window.gather(series, over: span, endingAt: second, into: &samples)
                #expect(samples.view.summary == view.summary)
                #expect(samples.view.firstMilliseconds == view.firstMilliseconds)
                #expect(window.last(of: series, over: span, endingAt: second) == view.last)
                ordered.fill(from: samples.view)
                #expect(ordered.quantile(0.3) == view.quantile(0.3))
                let shorter = expected[series].view(over: part * 1_000, endingAt: second * 1_000)
                #expect(samples.view(over: part, endingAt: second).summary == shorter.summary)
            }
        }
    }

    @Test func aRowThatIsNotNewerIsNotBegun() {
        var window = SecondWindow(seriesCount: 1, capacity: 4)
        _ = window.begin(10)
        window.put(1, series: 0)
        for second in [10, 9, .max, .min] as [Int64] {
            let isBegun = window.begin(second)
            #expect(!isBegun)
        }
        #expect(window.last(of: 0, over: 1, endingAt: 10) == 1)
        #expect(window.newest == 10)
    }

    @Test func aSpanInThePastOrTheFutureHasWhatIsKeptOfIt() {
        var window = SecondWindow(seriesCount: 1, capacity: 4)
        for second in 0..<10 as Range<Int64> {
            _ = window.begin(second)
            window.put(Double(second), series: 0)
        }
        var samples = GatheredSamples(capacity: 4)
        func gathered(_ span: Int64, endingAt second: Int64) -> [Double] {
            window.gather(0, over: span, endingAt: second, into: &samples)
            return (0..<samples.view.count).map { samples.view[$0].value }
        }
        #expect(gathered(2, endingAt: 8) == [7, 8])
        #expect(gathered(100, endingAt: 8) == [6, 7, 8])
        #expect(gathered(3, endingAt: 11) == [9])
        for (span, second) in [(3, 20), (3, 2), (0, 9)] as [(Int64, Int64)] {
            #expect(gathered(span, endingAt: second).isEmpty)
        }
        #expect(gathered(.max, endingAt: .max) == [6, 7, 8, 9])
        window.removeAll()
        #expect(gathered(4, endingAt: 9).isEmpty)
    }
}
