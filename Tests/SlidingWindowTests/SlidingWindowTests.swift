import SlidingWindow
import TestSupport
import Testing

@Suite struct SlidingWindowTests {
    @Test func keepsTheNewestSamplesUpToItsCapacity() {
        var window = SlidingWindow(capacity: 3)
        for second in 1...10 as ClosedRange<Int64> {
            let wasTaken = window.append(Double(second), at: second * 1_000)
            #expect(wasTaken)
        }
        #expect(window.count == 3)
        #expect(window.last == 10)
        #expect(window.lastMilliseconds == 10_000)
        let view = window.view()
        #expect((0..<view.count).map { view[$0].value } == [8, 9, 10])
        #expect((0..<view.count).map { view[$0].milliseconds } == [8_000, 9_000, 10_000])
    }

    @Test(
        arguments: [
            (1.0, 2_000), (1, 1_999), (1, .min), (1, .max), (.nan, 3_000), (.infinity, 3_000), (-.infinity, 3_000),
        ] as [(Double, Int64)]
    )
    func refusesWhatIsNotNewerOrNotFinite(value: Double, milliseconds: Int64) {
        var window = SlidingWindow(capacity: 3)
        window.append(7, at: 2_000)
        let wasTaken = window.append(value, at: milliseconds)
        #expect(!wasTaken)
        #expect(window.count == 1)
        #expect(window.last == 7)
    }

    @Test func startsOverAfterRemoveAll() {
        var window = SlidingWindow(capacity: 2)
        window.append(1, at: 9_000)
        window.removeAll()
        #expect(window.isEmpty)
        #expect(window.last == nil)
        #expect(window.lastMilliseconds == nil)
        let wasTaken = window.append(2, at: 1_000)
        #expect(wasTaken)
        #expect(window.view().mean == 2)
    }

    @Test func aSpanExcludesItsBeginningAndIncludesItsEnd() {
        var window = SlidingWindow(capacity: 10)
        for second in 1...5 as ClosedRange<Int64> {
            window.append(Double(second), at: second * 1_000)
        }
        #expect(window.view(over: 2_000, endingAt: 5_000).first == 4)
        #expect(window.view(over: 2_001, endingAt: 5_000).first == 3)
        #expect(window.view(over: 2_000, endingAt: 4_999).last == 4)
        #expect(window.view(over: 2_000, endingAt: 4_999).first == 3)
        #expect(window.view(over: 0, endingAt: 5_000).isEmpty)
        #expect(window.view(over: -1, endingAt: 5_000).isEmpty)
        #expect(window.view(over: .max, endingAt: .min).isEmpty)
        #expect(window.view(over: .max, endingAt: .max).count == 5)
        #expect(window.view(over: .max, endingAt: 0).isEmpty)
    }

    @Test func aGapStaysAGap() {
        var window = SlidingWindow(capacity: 240)
        window.append(1, at: 0)
        window.append(5, at: 100_000)
        #expect(window.view(over: 10_000, endingAt: 100_000).count == 1)
        #expect(window.view(over: 10_000, endingAt: 60_000).isEmpty)
        #expect(window.view(over: 200_000, endingAt: 100_000).mean == 3)
    }

    @Test func aViewKeepsItsSamplesWhenTheWindowGoesOn() {
        var window = SlidingWindow(capacity: 2)
        window.append(1, at: 1)
        window.append(2, at: 2)
        let view = window.view()
        window.append(3, at: 3)
        window.append(4, at: 4)
        #expect(view.first == 1)
        #expect(view.last == 2)
        #expect(window.view().first == 3)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func viewsHoldWhatASlowSearchFinds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let capacity = Int.random(in: 1...60, using: &random)
        let series = RandomSeries(count: 200, seed: seed)
        var window = SlidingWindow(capacity: capacity)
        for (position, sample) in series.samples.enumerated() {
            window.append(sample.value, at: sample.milliseconds)
            let span = Int64.random(in: 0...200_000, using: &random)
            let end = sample.milliseconds - Int64.random(in: -5_000...50_000, using: &random)
            let view = window.view(over: span, endingAt: end)
            let kept = series.samples[max(0, position + 1 - capacity)...position]
            let expected = kept.filter { $0.milliseconds > end - span && $0.milliseconds <= end }
            #expect((0..<view.count).map { view[$0].value } == expected.map(\.value))
        }
    }

    /// Training fills a window from a recording's first row, a live forecast from the second of its start.
    ///
    /// Once both hold the span, every statistic must have the same bits.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func aWindowFedFromAnyStartGivesTheSameBits(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let series = RandomSeries(count: 700, seed: seed)
        let start = Int.random(in: 0...400, using: &random)
        let recorded = series.window(capacity: 240)
        let live = series.window(capacity: 240 + Int.random(in: 0...99, using: &random), from: start)
        let end = try #require(recorded.lastMilliseconds)
        for span in [1, 10_000, 30_000, 60_000, 240_000, 1_000_000] as [Int64] {
            let (one, other) = (recorded.view(over: span, endingAt: end), live.view(over: span, endingAt: end))
            #expect(bits(of: one) == bits(of: other))
        }
    }

    private func bits(of view: WindowView) -> [UInt64?] {
        [
            view.first, view.last, view.mean, view.minimum, view.maximum, view.standardDeviation, view.slope,
            view.increase,
            view.rate, view.quantile(0.1), view.quantile(0.5), view.quantile(0.99),
        ].map { $0?.bitPattern }
    }
}
