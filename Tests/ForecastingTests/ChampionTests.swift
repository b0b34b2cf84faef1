import Forecasting
import Glibc
import TestSupport
import Testing

@Suite struct ChampionTests {
    private static let settings = TrainingSettings(horizons: [30])

    private static func result(
        of recording: MadeRecording,
        trainingRows: Int,
        horizon: Int = 30
    ) throws -> HorizonOutcome {
        let backtest = Backtest(settings: TrainingSettings(horizons: [horizon]))
        let rows = recording.seconds.count
        let share = (Double(trainingRows) + 0.5) / Double(rows)
        let folds = backtest.folds(rowCount: rows, split: share, reachingBack: true)
        let result = try backtest.run(folds) { _ in try recording.table() }
        return try #require(result.outcomes.first)
    }

    /// A KPI that follows a load which walks; the inputs tell of the load, or of nothing.
    private static func walk(rows: Int, seed: UInt64, slope: Double, noise: Double, isSensed: Bool) -> MadeRecording {
        var recording = MadeRecording(rows: rows, seed: seed)
        var random = SplitMix64(seed: seed)
        var load = 8.0
        for row in recording.target.indices {
            // The sum of three is nearly normal.
            load += (0..<3).reduce(0) { sum, _ in sum + Double.random(in: -0.5...0.5, using: &random) }
            recording.target[row] = exp(slope * load + Double.random(in: -noise...noise, using: &random))
            for input in recording.inputs.indices {
                recording.inputs[input][row] = (isSensed ? load : 0) + Double.random(in: -1...1, using: &random)
            }
        }
        return recording
    }

    @Test(arguments: 1..<7 as Range<UInt64>)
    func threeMinutesOfAPeriodicLoadBeatTheBaselines(seed: UInt64) throws {
        let recording = MadeRecording(rows: 350, period: 80, seed: seed)
        let outcome = try Self.result(of: recording, trainingRows: 200)
        let best = try #require(outcome.baselines.map(\.errors.nmae).min())
        #expect(outcome.errors.nmae < 0.8 * best)
    }

    @Test(arguments: 1..<7 as Range<UInt64>)
    func noiseAloneIsForecastNoWorseThanByTheBaselines(seed: UInt64) throws {
        var recording = MadeRecording(rows: 400, seed: seed)
        var random = SplitMix64(seed: seed)
        recording.target = recording.target.map { _ in Double.random(in: 10...30, using: &random) }
        let outcome = try Self.result(of: recording, trainingRows: 200)
        let best = try #require(outcome.baselines.map(\.errors.nmae).min())
        #expect(outcome.errors.nmae < 1.1 * best)
    }

    /// The ratio of what was served to the better baseline, over recordings whose load is a random walk.
    @Test("on three minutes of a random walk what serves is hardly worse than the better baseline")
    func randomWalks() throws {
        var product = 1.0
        for seed in 1...8 as ClosedRange<UInt64> {
            let recording = Self.walk(rows: 350, seed: seed, slope: 0.22, noise: 0.3, isSensed: true)
            let outcome = try Self.result(of: recording, trainingRows: 200)
            product *= outcome.errors.nmae / (try #require(outcome.baselines.map(\.errors.nmae).min()))
        }
        #expect(pow(product, 1 / 8) < 1.25)
    }

    /// Between the last value, which is noisy, and the running median, which is old, lies what says more than either.
    @Test("where a noisy KPI walks and the inputs tell nothing what serves beats both baselines", arguments: [1, 5])
    func noisyWalks(horizon: Int) throws {
        var product = 1.0
        for seed in 1...6 as ClosedRange<UInt64> {
            let recording = Self.walk(rows: 900, seed: seed, slope: 0.2, noise: 0.6, isSensed: false)
            let outcome = try Self.result(of: recording, trainingRows: 500, horizon: horizon)
            product *= outcome.errors.nmae / (try #require(outcome.baselines.map(\.errors.nmae).min()))
        }
        #expect(pow(product, 1 / 6) < 0.915)
    }

    /// A walk between bounds; after a gap of two hours the inputs tell nothing any more.
    @Test(
        "where a model breaks what serves is soon no worse than the better baseline",
        arguments: 1..<7 as Range<UInt64>
    )
    func inputsThatBreak(seed: UInt64) throws {
        var recording = MadeRecording(rows: 2_040, seed: seed)
        var random = SplitMix64(seed: seed)
        var load = 8.0
        for row in recording.target.indices {
            load += (0..<3).reduce(0) { sum, _ in sum + Double.random(in: -0.5...0.5, using: &random) }
            load = min(max(load, 2), 16)
            if row >= 1_500 { recording.seconds[row] += 7_200 }
            recording.target[row] = exp(0.22 * load + Double.random(in: -0.3...0.3, using: &random))
            for input in recording.inputs.indices {
                recording.inputs[input][row] = (row < 1_500 ? load : 9) + Double.random(in: -1...1, using: &random)
            }
        }
        let outcome = try Self.result(of: recording, trainingRows: 1_500, horizon: 10)
        let best = try #require(outcome.baselines.map(\.errors.nmae).min())
        #expect(outcome.errors.nmae < 1.12 * best)
    }

    @Test func withTooFewRowsABaselineServes() throws {
        let table = try MadeRecording(rows: 60, seed: 1).table()
        let model = try ForecastModel.train(on: table, settings: Self.settings)
        #expect(model.scores[0].champion.isBaseline)
        #expect(!model.scores[0].beatsBaselines)
    }
}
