import Forecasting
import TestSupport
import Testing

@Suite struct RecentQuantileTests {
    @Test(arguments: 0..<5 as Range<UInt64>)
    func isTheQuantileOfTheLastValues(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var stream = (0..<99).map { _ in Float.random(in: -1...1, using: &random) }
        var recent = RecentQuantile(stream)
        for _ in 0..<300 {
            let value = (Float.random(in: -1...1, using: &random) * 8).rounded() / 8
            stream.append(value)
            recent.append(value)
            let ordered = stream.suffix(99).sorted()
            #expect(recent.value(0.5) == Double(ordered[49]))
            #expect(recent.value(0.95) == Double(ordered[94]))
        }
    }

    @Test func aMissingValueIsLeftOut() {
        var recent = RecentQuantile([1, 2, 3])
        recent.append(.nan)
        #expect(recent.value(0.5) == 2)
    }
}
