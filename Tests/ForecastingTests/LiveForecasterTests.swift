import Forecasting
import Testing

@Suite struct LiveForecasterTests {
    private static let settings = TrainingSettings(horizons: [5], windowSeconds: 60)
    private static let recording = MadeRecording(rows: 3_000, seed: 4)

    private static func forecaster() throws -> LiveForecaster {
        LiveForecaster(try ForecastModel.train(on: recording.table().rows(0..<1_500), settings: settings))
    }

    /// Lets a forecaster see rows; `change` may alter what it is shown.
    private static func run(
        _ live: inout LiveForecaster,
        over rows: Range<Int>,
        changing change: (Int, inout [Double], inout Double) -> Void = { _, _, _ in }
    ) -> [Forecast] {
        rows.flatMap { index in
            var (row, target) = (recording.row(index), recording.target[index])
            change(index, &row, &target)
            live.append(second: recording.seconds[index], inputs: row, target: target)
            return live.forecast(bound: 30)
        }
    }

    @Test func contributionsAndBaseSumUpToTheForecast() throws {
        var live = try Self.forecaster()
        for forecast in Self.run(&live, over: 1_500..<1_700).suffix(100) {
            let sum = forecast.contributions.reduce(forecast.baseValue) { $0 + $1.value }
            #expect(abs(sum - forecast.value) <= 1e-6 * max(1, abs(forecast.value)))
            #expect(Set(forecast.contributions.map(\.name)).count == forecast.contributions.count)
        }
    }

    @Test func aForecastLiesInItsIntervalAndItsProbabilityIsOne() throws {
        var live = try Self.forecaster()
        for forecast in Self.run(&live, over: 1_500..<2_000) {
            #expect(forecast.lower <= forecast.value && forecast.value <= forecast.upper)
            let probability = try #require(forecast.violationProbability)
            #expect(probability >= 0 && probability <= 1)
        }
    }

    @Test func aStaleInputIsFlaggedAndWidensTheInterval() throws {
        var (whole, partial) = (try Self.forecaster(), try Self.forecaster())
        let expected = Self.run(&whole, over: 1_500..<1_700)
        let found = Self.run(&partial, over: 1_500..<1_700) { index, row, _ in if index >= 1_650 { row[1] = .nan } }
        #expect(expected.last?.isDegraded == false)
        let (last, wider) = (try #require(expected.last), try #require(found.last))
        #expect(wider.isDegraded)
        #expect(wider.freshShare < 1)
        #expect(wider.upper - wider.lower > last.upper - last.lower)
    }

    @Test func belowTheShareOfFreshInputsABaselineServes() throws {
        var live = try Self.forecaster()
        let forecasts = Self.run(&live, over: 1_500..<1_700) { index, row, _ in
            if index >= 1_650 { row = [.nan, .nan, row[2]] }
        }
        let last = try #require(forecasts.last)
        #expect(last.isDegraded)
        #expect(last.family.isBaseline)
    }

    @Test func aCompanionThatComesLaterSaysTheSame() throws {
        var settings = Self.settings
        settings.usesPastOfTarget = false
        let table = try Self.recording.table().rows(0..<1_500)
        let companion = try ForecastModel.train(on: table, settings: settings)
        let model = try ForecastModel.train(on: table, settings: Self.settings)
        var (always, later) = (LiveForecaster(model, companion: companion), LiveForecaster(model))
        for index in 1_500..<1_700 {
            let (second, row) = (Self.recording.seconds[index], Self.recording.row(index))
            if index == 1_600 { later.accompany(by: companion) }
            always.append(second: second, inputs: row, target: Self.recording.target[index])
            later.append(second: second, inputs: row, target: Self.recording.target[index])
            let expected = always.companionForecast(bound: 30)
            #expect(later.companionForecast(bound: 30) == (index < 1_600 ? [] : expected))
            #expect(!expected.isEmpty)
        }
    }

    @Test func missingIsNotZero() throws {
        var (missing, zero) = (try Self.forecaster(), try Self.forecaster())
        let first = Self.run(&missing, over: 1_500..<1_700) { index, row, _ in if index >= 1_690 { row[0] = .nan } }
        let second = Self.run(&zero, over: 1_500..<1_700) { index, row, _ in if index >= 1_690 { row[0] = 0 } }
        #expect(first.last?.value != second.last?.value)
    }

    @Test func coverageReturnsAfterTheKPIHasChanged() throws {
        var live = try Self.forecaster()
        // The KPI is twice what it was from one second on, under the same load.
        let forecasts = Self.run(&live, over: 1_500..<3_000) { index, _, target in if index >= 1_800 { target *= 2 } }
        func coverage(_ rows: Range<Int>) -> Double {
            let hits = rows.count { index in
                let forecast = forecasts[index - 6 - 1_500]
                let truth = Self.recording.target[index] * (index >= 1_800 ? 2 : 1)
                return forecast.lower <= truth && truth <= forecast.upper
            }
            return Double(hits) / Double(rows.count)
        }
        #expect(coverage(1_600..<1_800) > 0.8)
        #expect(coverage(2_500..<3_000) > 0.84)
        #expect(coverage(2_500..<3_000) <= 0.96)
    }

    @Test func theDriftOfErrorsIsNoticed() throws {
        var (calm, changed) = (try Self.forecaster(), try Self.forecaster())
        _ = Self.run(&calm, over: 1_500..<2_500)
        _ = Self.run(&changed, over: 1_500..<2_500) { index, _, target in if index >= 1_800 { target *= 20 } }
        #expect(calm.performance.map(\.hasDrifted) == [false])
        #expect(changed.performance.map(\.hasDrifted) == [true])
    }
}
