import Forecasting
import Glibc
import TestSupport
import Testing

@Suite struct ResidualTableTests {
    /// Forecasts between 0 and 10 whose errors grow with them.
    private static func growing(_ count: Int, seed: UInt64) -> (forecasts: [Double], labels: [Double]) {
        var random = SplitMix64(seed: seed)
        let forecasts = (0..<count).map { _ in Double.random(in: 0...10, using: &random) }
        return (forecasts, forecasts.map { $0 + Double.random(in: -1...1, using: &random) * (0.1 + $0 / 10) })
    }

    @Test("quantiles of independent errors hold their share of fresh ones", arguments: 1..<4 as Range<UInt64>)
    func holdsItsShare(seed: UInt64) {
        let known = Self.growing(3_000, seed: seed)
        let table = ResidualTable(forecasts: known.forecasts, labels: known.labels)
        let fresh = Self.growing(3_000, seed: seed + 100)
        for probability in [0.05, 0.25, 0.5, 0.75, 0.95] {
            let below = zip(fresh.forecasts, fresh.labels).count { $1 - $0 <= table.quantile(probability, at: $0) }
            #expect(abs(Double(below) / 3_000 - probability) < 0.035)
        }
    }

    @Test("an interval is as wide as the errors of forecasts like this one")
    func isLocal() {
        let known = Self.growing(3_000, seed: 5)
        let table = ResidualTable(forecasts: known.forecasts, labels: known.labels)
        let (low, high) = (table.quantile(0.95, at: 1), table.quantile(0.95, at: 9))
        #expect(abs(low - 0.9 * 0.2) < 0.1)
        #expect(abs(high - 0.9 * 1.0) < 0.15)
    }

    @Test("a forecast for shares moves half of the way to where shares are least wrong", arguments: [0.5, 1, 2])
    func movesTowardsTheLeastShare(spread: Double) {
        var random = SplitMix64(seed: 8)
        let errors = (0..<4_000).map { _ in
            (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0...1, using: &random) } * 0.4
        }
        let table = ResidualTable(forecasts: errors.map { _ in 3 }, labels: errors.map { 3 + $0 })
        let scale = TargetScale(fitting: [1, 100])
        func shareMissed(by step: Double) -> Double {
            errors.reduce(0) { sum, error in
                let truth = exp(3 + spread * error)
                return sum + abs(exp(3 + step) - truth) / truth
            }
        }
        let best = stride(from: -3, through: 1, by: 0.005).min { shareMissed(by: $0) < shareMissed(by: $1) } ?? 0
        #expect(best < -0.03)
        #expect(abs(table.relativeStep(at: 3, spread: spread, scale: scale) - best / 2) < 0.06 * spread * spread)
    }

    @Test("quantiles rise with their probability, also beyond the forecasts that were judged")
    func rises() {
        let known = Self.growing(500, seed: 6)
        let table = ResidualTable(forecasts: known.forecasts, labels: known.labels)
        for forecast in [-5, 0, 3.3, 9.99, 50] {
            let quantiles = (1...999).map { table.quantile(Double($0) / 1_000, at: forecast) }
            #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    @Test("errors that follow each other are worth fewer")
    func correlatedErrorsCountLess() {
        var random = SplitMix64(seed: 7)
        let independent = (0..<2_000).map { _ in Double.random(in: -1...1, using: &random) }
        let held = independent.indices.map { independent[$0 / 20] }
        #expect(ResidualTable.independentCount(of: independent) > 1_200)
        #expect((50...250).contains(ResidualTable.independentCount(of: held)))
        #expect(ResidualTable.independentCount(of: [3]) == 1)
        #expect(ResidualTable.independentCount(of: Array(repeating: 0.5, count: 40)) == 40)
    }

    @Test("few errors give a wider interval than many of the same kind")
    func fewErrorsAreWide() {
        let many = Self.growing(4_000, seed: 8)
        let few = (forecasts: Array(many.forecasts.prefix(12)), labels: Array(many.labels.prefix(12)))
        let wide = ResidualTable(forecasts: few.forecasts, labels: few.labels)
        let extreme = zip(few.forecasts, few.labels).map { $1 - $0 }.max() ?? 0
        #expect(wide.quantile(0.95, at: 5) >= extreme * 0.999)
    }

    @Test("without any errors the interval says that nothing is known")
    func nothingIsKnown() {
        let table = ResidualTable(forecasts: [], labels: [])
        #expect(table.quantile(0.5, at: 1) == 0)
        #expect(table.quantile(0.95, at: 1) - table.quantile(0.05, at: 1) > 3)
    }

    @Test("an error is kept to a 30,000th of its center's largest, and what was kept is kept as it is")
    func isRoundedOnce() {
        var random = SplitMix64(seed: 9)
        let count = ResidualTable.levels.count
        let centers: [Float] = [1, 2, 3, 4]
        let quantiles = centers.indices.flatMap { center in
            (0..<count).map { _ in Float.random(in: -1...1, using: &random) * [1, 1e-3, 7e4, 0][center] }
        }
        let table = ResidualTable(centers: centers, quantiles: quantiles)
        for center in centers.indices {
            let places = center * count..<(center + 1) * count
            let (given, kept) = (quantiles[places], table.quantiles[places])
            let largest = given.map { abs($0) }.max() ?? 0
            #expect(zip(given, kept).allSatisfy { abs($0 - $1) <= largest / 30_000 })
        }
        #expect(ResidualTable(centers: centers, quantiles: table.quantiles) == table)
    }
}
