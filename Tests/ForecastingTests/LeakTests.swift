import Forecasting
import TestSupport
import Testing

@Suite struct LeakTests {
    private static let settings = TrainingSettings(horizons: [10], windowSeconds: 60)

    @Test func noRowAfterTheSplitChangesABitOfTheModel() throws {
        let recording = MadeRecording(rows: 1_000, seed: 1)
        var changed = recording
        for row in 700..<1_000 {
            changed.target[row] *= 1_000
            for input in changed.inputs.indices { changed.inputs[input][row] = -1e6 }
        }
        let backtest = Backtest(settings: Self.settings)
        let folds = backtest.folds(rowCount: 1_000, split: 0.7)
        let first = try backtest.run(folds) { _ in try recording.table() }
        let second = try backtest.run(folds) { _ in try changed.table() }
        #expect(first.models.count == 1)
        #expect(first.models.map { $0.encoded() } == second.models.map { $0.encoded() })
    }

    @Test func aChangedRowBeforeTheSplitChangesTheModel() throws {
        let recording = MadeRecording(rows: 1_000, seed: 1)
        var changed = recording
        changed.target[699] *= 2
        let backtest = Backtest(settings: Self.settings)
        let folds = backtest.folds(rowCount: 1_000, split: 0.7)
        let first = try backtest.run(folds) { _ in try recording.table() }
        let second = try backtest.run(folds) { _ in try changed.table() }
        #expect(first.models[0].encoded() != second.models[0].encoded())
    }

    @Test(arguments: 1..<5 as Range<UInt64>)
    func aShuffledTargetGetsNoSkill(seed: UInt64) throws {
        var recording = MadeRecording(rows: 1_500, seed: seed)
        var random = SplitMix64(seed: seed)
        recording.target.shuffle(using: &random)
        let backtest = Backtest(settings: Self.settings)
        let result = try backtest.run(backtest.folds(rowCount: 1_500, split: 0.7)) { _ in try recording.table() }
        let outcome = try #require(result.outcomes.first)
        // What knows nothing but the median of all values is as good as anything can be.
        let truths = outcome.points.map(\.truth)
        let median = truths.sorted()[truths.count / 2]
        let best = truths.reduce(0) { $0 + abs($1 - median) } / truths.reduce(0, +)
        #expect(outcome.errors.nmae > best * 0.97)
    }
}
