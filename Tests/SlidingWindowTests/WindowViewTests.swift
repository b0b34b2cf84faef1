import SlidingWindow
import TestSupport
import Testing

@Suite struct WindowViewTests {
    @Test func hasNoStatisticWithoutASample() {
        let view = SlidingWindow(capacity: 4).view()
        #expect(view.isEmpty)
        #expect(view.summary == nil)
        #expect(view.first == nil && view.last == nil && view.mean == nil && view.minimum == nil && view.maximum == nil)
        #expect(view.standardDeviation == nil && view.slope == nil && view.increase == nil && view.rate == nil)
        #expect(view.quantile(0.5) == nil && view.quantiles([0.5]) == nil)
        #expect(view.firstMilliseconds == nil && view.lastMilliseconds == nil)
    }

    @Test func oneSampleHasNoSlopeAndNoRate() {
        var window = SlidingWindow(capacity: 4)
        window.append(3, at: 1_000)
        let view = window.view()
        #expect(view.mean == 3 && view.minimum == 3 && view.maximum == 3 && view.standardDeviation == 0)
        #expect(view.slope == nil && view.increase == nil && view.rate == nil)
        #expect(view.quantiles([0, 0.3, 1]) == [3, 3, 3])
    }

    @Test func aConstantHasExactlyItsMeanAndNoDeviation() {
        var window = SlidingWindow(capacity: 100)
        for second in 0..<100 as Range<Int64> {
            window.append(0.1, at: second * 1_000)
        }
        #expect(window.view().mean == 0.1)
        #expect(window.view().standardDeviation == 0)
        #expect(window.view().slope == 0)
    }

    @Test func aLineHasItsSlopeAlsoAcrossGaps() throws {
        var window = SlidingWindow(capacity: 100)
        for second in [0, 1, 2, 5, 6, 60, 61] as [Int64] {
            window.append(1e9 - 2.5 * Double(second), at: 1_795_455_495_000 + second * 1_000)
        }
        #expect(abs(try #require(window.view().slope) + 2.5) < 1e-12)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func agreesWithTheTextbook(seed: UInt64) throws {
        let series = RandomSeries(count: Int(seed % 40) + 2, seed: seed)
        let view = series.window(capacity: 100).view()
        let summary = try #require(view.summary)
        let (times, values) = (series.samples.map { Double($0.milliseconds) / 1_000 }, series.samples.map(\.value))
        let (meanTime, mean) = (average(times), average(values))
        let variance = average(values.map { ($0 - mean) * ($0 - mean) })
        let covariance = average(zip(times, values).map { ($0 - meanTime) * ($1 - mean) })
        let spread = average(times.map { ($0 - meanTime) * ($0 - meanTime) })

        #expect(summary.count == values.count)
        #expect(summary.first == values.first && summary.last == values.last)
        #expect(summary.minimum == values.min() && summary.maximum == values.max())
        #expect(isClose(summary.mean, mean))
        #expect(abs(summary.standardDeviation - variance.squareRoot()) < 1e-3)
        #expect(abs(try #require(summary.slope) - covariance / spread) < 1e-3)
    }

    @Test func quantilesAreThoseOfNumPy() {
        var window = SlidingWindow(capacity: 8)
        for (position, value) in [7.0, 1, 3, 10, 4].enumerated() {
            window.append(value, at: Int64(position))
        }
        // numpy.quantile([7, 1, 3, 10, 4], [0, 0.1, 0.25, 0.5, 0.9, 0.99, 1])
        let expected = [1, 1.8, 3, 4, 8.8, 9.88, 10]
        for (probability, value) in zip([0, 0.1, 0.25, 0.5, 0.9, 0.99, 1], expected) {
            #expect(isClose(window.view().quantile(probability), value))
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func orderedValuesAreSortedAndReusable(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var ordered = OrderedValues(capacity: 10)
        for _ in 0..<4 {
            let series = RandomSeries(count: Int.random(in: 1...400, using: &random), seed: random.next())
            ordered.fill(from: series.window(capacity: 400).view())
            let sorted = series.samples.map(\.value).sorted()
            #expect(ordered.count == sorted.count)
            for (position, value) in sorted.enumerated() {
                let probability = sorted.count == 1 ? 0 : Double(position) / Double(sorted.count - 1)
                #expect(isClose(ordered.quantile(probability), value))
            }
        }
    }

    @Test func aCounterGrowsThroughItsResets() {
        var window = SlidingWindow(capacity: 8)
        for (second, value) in [100.0, 110, 3, 5, 5, 1].enumerated() {
            window.append(value, at: Int64(second) * 1_000)
        }
        #expect(window.view().increase == 16)
        #expect(window.view().rate == 3.2)
        #expect(window.view(over: 2_000, endingAt: 1_000).rate == 10)
    }

    /// Recorded on x86-64; every processor must give the same.
    @Test func theBitsAreTheSameOnEveryProcessor() throws {
        let summary = try #require(RandomSeries(count: 101, seed: 7).window(capacity: 101).view().summary)
        #expect(summary.mean.bitPattern == 0xC047_AD50_9CF9_8419)
        #expect(summary.standardDeviation.bitPattern == 0x403C_9E8E_52FF_E094)
        #expect(summary.slope?.bitPattern == 0xBFC2_C899_F4A6_D44D)
    }

    @Test func extremeValuesTrapNothing() {
        var window = SlidingWindow(capacity: 8)
        let greatest = Double.greatestFiniteMagnitude
        for (position, value) in [greatest, -greatest, .leastNonzeroMagnitude, 0, -0.0].enumerated() {
            window.append(value, at: Int64(position) - 2)
        }
        let view = window.view()
        #expect(view.minimum == -greatest && view.maximum == greatest)
        _ = (view.mean, view.slope, view.rate, view.quantile(0.3))
    }

    private func average(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }

    private func isClose(_ value: Double?, _ expected: Double) -> Bool {
        guard let value else { return false }
        return abs(value - expected) <= 1e-12 * max(1, abs(expected))
    }
}
