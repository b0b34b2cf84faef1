import FeatureSelection
import Testing

@Suite struct SpreadTests {
    private func spread(_ values: [Double]) -> Spread {
        var spread = Spread()
        for value in values { spread.append(value) }
        return spread
    }

    @Test(
        arguments: [
            ([1, 2, 3, 4], 2.5, "1.66667", "0.516398"), ([5, 5, 5], 5, "0", "0"), ([], 0, "0", "0"), ([7], 7, "0", "0"),
            ([0, 0, 1], 1 / 3, "0.333333", "1.73205"), ([1, .nan, 3, .infinity], 2, "2", "0.707107"),
            ([-1, 1], 0, "2", "0"),
        ] as [([Double], Double, String, String)]
    )
    func tellsMeanAndVariance(values: [Double], mean: Double, variance: String, relative: String) {
        let spread = spread(values)
        #expect(abs(spread.mean - mean) < 1e-15)
        #expect("\(spread.variance)" == variance)
        #expect("\(spread.relative)" == relative)
    }

    /// Squares of these have no place in a `Double`.
    @Test func neitherOverflowsNorVanishes() {
        #expect("\(spread([1e308, -1e308]).variance)" == "2e+616")
        #expect("\(spread([1, 1e308, -1e308]).variance)" == "1e+616")
        #expect("\(spread([1.7e308, 1.7e308, 1.7e308]).variance)" == "0")
        #expect(spread([1.7e308, 1.7e308, 1.7e308]).mean == 1.7e308)
        #expect("\(spread([1e308, 1.2e308]).relative)" == "0.128565")
        #expect("\(spread([1e-200, 3e-200]).variance)" == "2e-400")
        #expect("\(spread([.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 0]).relative)" == "1.1547")
        #expect(abs(spread([0, 1e-300, 1e300, 3e300]).mean / 1e300 - 1) < 1e-15)
        // A mean of next to nothing.
        #expect("\(spread([1, -1, 0x1p-1070]).relative)".hasSuffix("e+322"))
    }

    @Test func ordersWhatNoNumberCanHold() {
        let spreads = [[1e308, -1e308], [1e307, -1e307], [2, 1], [1e-200, 3e-200], [1e-201, 3e-201], [4, 4]].map(spread)
        #expect(zip(spreads, spreads.dropFirst()).allSatisfy { $0.variance > $1.variance })
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func isTheSameInEveryUnit(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let values = (0..<50).map { _ in Double.random(in: -3...9, using: &random) }
        let plain = spread(values)
        let mean = values.reduce(0, +) / 50
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 49
        #expect(abs((Double("\(plain.variance)") ?? .nan) / variance - 1) < 1e-5)
        let great = spread(values.map { $0 * 0x1p1000 })
        #expect(great.mean == plain.mean * 0x1p1000)
        #expect("\(great.relative)" == "\(plain.relative)")
    }
}
