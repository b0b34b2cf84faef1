import Forecasting
import TestSupport
import Testing

/// A history in little memory says what one with a number and a count for each bin does, to the bit.
@Suite struct SeasonalHistoryTests {
    private static let periods: [Int64] = [7, 100, 239, 600, 3_600]

    /// Takes values for a while, with gaps of up to `longestGap` seconds.
    private static func fill(
        _ histories: inout [SeasonalHistory],
        from start: Int64,
        seconds: Int64,
        longestGap: Int64,
        using random: inout SplitMix64,
        check: ([SeasonalHistory], Int64) -> Void = { _, _ in }
    ) -> Int64 {
        var second = start
        while second < start + seconds {
            let value = Double.random(in: -50...50, using: &random)
            for index in histories.indices { histories[index].append(value, second: second) }
            check(histories, second)
            second += Int.random(in: 0..<20, using: &random) == 0 ? Int64.random(in: 1...longestGap, using: &random) : 1
        }
        return second
    }

    private static func expectTheSame(_ histories: [SeasonalHistory], _ second: Int64) {
        for ahead: Int64 in [2, 11, 31, histories[0].periodSeconds + 5] {
            // The KPI may have been silent for some seconds.
            for silence: Int64 in [0, 1, 9] {
                let now = second + silence
                let values = histories.map { $0.value(at: now + ahead, now: now)?.bitPattern }
                #expect(values.allSatisfy { $0 == values[0] }, "\(ahead) s after \(now)")
            }
        }
    }

    @Test(arguments: periods, 0..<6 as Range<UInt64>)
    func givesTheSameBitsInLessMemory(period: Int64, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var trained = [SeasonalHistory(periodSeconds: period)]
        let end = Self.fill(&trained, from: 1_600_000_000, seconds: 2 * period + 50, longestGap: 1, using: &random)
        var both = [trained[0], trained[0].compacted()]
        #expect(both[1].isCompact)
        #expect(both[1].numbers == both[0].numbers)
        #expect(both[1].counts == both[0].counts)
        #expect(both[1].sums == both[0].sums)
        let pause = [0, 3, period / 2, 5 * period][Int(seed % 4)]
        let longestGap = seed.isMultiple(of: 2) ? 3 : 2 * period
        _ = Self.fill(
            &both,
            from: end + pause,
            seconds: 4 * period,
            longestGap: longestGap,
            using: &random,
            check: Self.expectTheSame
        )
    }

    @Test(arguments: periods)
    func goesOnBeforeWhatItHasLearnt(period: Int64) {
        var random = SplitMix64(seed: 1)
        var trained = [SeasonalHistory(periodSeconds: period)]
        _ = Self.fill(&trained, from: 1_600_000_000, seconds: 2 * period + 50, longestGap: 1, using: &random)
        var both = [trained[0], trained[0].compacted()]
        // A recording is replayed with the model that was trained on it.
        _ = Self.fill(
            &both,
            from: 1_600_000_000,
            seconds: 3 * period,
            longestGap: 1,
            using: &random,
            check: Self.expectTheSame
        )
    }

    @Test(arguments: periods)
    func keepsWhatAGapHasLeftFromThePeriodBefore(period: Int64) {
        var random = SplitMix64(seed: 2)
        var trained = [SeasonalHistory(periodSeconds: period)]
        let end = Self.fill(&trained, from: 1_600_000_000, seconds: 2 * period + 50, longestGap: 1, using: &random)
        _ = Self.fill(&trained, from: end + period / 2, seconds: 1, longestGap: 1, using: &random)
        let compacted = trained[0].compacted()
        #expect(compacted.numbers == trained[0].numbers)
        #expect(compacted.counts == trained[0].counts)
        #expect(compacted.sums == trained[0].sums)
    }
}
