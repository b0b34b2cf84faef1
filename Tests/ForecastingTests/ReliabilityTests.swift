import Forecasting
import TestSupport
import Testing

@Suite struct ReliabilityTests {
    private static let bound = 15.0

    private static func outcome(bound: Double?) throws -> HorizonOutcome {
        let recording = MadeRecording(rows: 3_000, period: 200, seed: 4)
        let backtest = Backtest(settings: TrainingSettings(horizons: [10], windowSeconds: 60), bound: bound)
        let result = try backtest.run(backtest.folds(rowCount: 3_000, split: 0.7)) { _ in try recording.table() }
        return try #require(result.outcomes.first)
    }

    @Test("probabilities of a violation come true as often as they say")
    func isReliable() throws {
        let outcome = try Self.outcome(bound: Self.bound)
        let reliability = try #require(Reliability(of: outcome, bound: Self.bound))
        #expect(reliability.bins.reduce(0) { $0 + $1.count } == outcome.samples)
        for bin in reliability.bins where bin.count >= 60 {
            #expect(abs(bin.forecast - bin.observed) < 0.17)
        }
        // What gives always the same probability, the right one, scores p (1 - p).
        let share = Double(outcome.points.count { $0.truth >= Self.bound }) / Double(outcome.samples)
        #expect(reliability.brierScore < 0.5 * share * (1 - share))
    }

    @Test("without a bound there is nothing to compare")
    func needsABound() throws {
        let outcome = try Self.outcome(bound: nil)
        #expect(Reliability(of: outcome, bound: Self.bound) == nil)
    }
}
