import Forecasting
import TestSupport
import Testing

@Suite struct PageHinkleyTests {
    private var test = PageHinkley(tolerance: 0.25, threshold: 100)

    @Test(arguments: 1..<20 as Range<UInt64>)
    func aSteadyStreamGivesNoAlarm(seed: UInt64) {
        var (test, random) = (test, SplitMix64(seed: seed))
        for _ in 0..<20_000 { test.append(Double.random(in: 0...2, using: &random)) }
        #expect(!test.hasDrifted)
    }

    @Test(arguments: 1..<20 as Range<UInt64>)
    func aRisenMeanGivesAnAlarmWithinMinutes(seed: UInt64) {
        var (test, random) = (test, SplitMix64(seed: seed))
        for _ in 0..<2_000 { test.append(Double.random(in: 0...2, using: &random)) }
        for _ in 0..<300 { test.append(Double.random(in: 2...4, using: &random)) }
        #expect(test.hasDrifted)
    }

    @Test func aFallenMeanGivesNoAlarm() {
        var test = test
        for _ in 0..<1_000 { test.append(4) }
        for _ in 0..<1_000 { test.append(1) }
        #expect(!test.hasDrifted)
    }

    @Test func whatIsNotFiniteIsLeftOut() {
        var test = test
        for value in [Double.nan, .infinity, -.infinity] { test.append(value) }
        #expect(test == self.test)
    }

    @Test func aResetForgetsTheAlarm() {
        var test = test
        for value in [0, 1_000.0] { test.append(value) }
        #expect(test.hasDrifted)
        test.reset()
        #expect(test == self.test)
    }
}
