import Forecasting
import Testing

/// Seconds whose inputs are there before their KPI.
@Suite struct PreparedSecondTests {
    private static let recording = MadeRecording(rows: 900, gaps: true, seed: 3)

    private static func model() throws -> ForecastModel {
        let settings = TrainingSettings(horizons: [1, 5], windowSeconds: 60)
        return try ForecastModel.train(on: recording.table().rows(0..<600), settings: settings)
    }

    @Test func preparingChangesNoBit() throws {
        let model = try Self.model()
        var (plain, prepared) = (LiveForecaster(model), LiveForecaster(model))
        var found = 0
        for index in 500..<900 {
            let (second, row) = (Self.recording.seconds[index], Self.recording.row(index))
            if !index.isMultiple(of: 7) {
                // A series of every third one comes once more, with another value.
                var early = row
                if index.isMultiple(of: 3) { early[0] = 7 }
                if index.isMultiple(of: 5) { early[1] = .nan }
                prepared.prepare(second: second, inputs: early)
                prepared.prepare(second: second, inputs: row)
            }
            plain.append(second: second, inputs: row, target: Self.recording.target[index])
            prepared.append(second: second, inputs: row, target: Self.recording.target[index])
            let (expected, forecasts) = (plain.forecast(bound: 30), prepared.forecast(bound: 30))
            #expect(expected == forecasts, "row \(index)")
            #expect(plain.features.map(\.bitPattern) == prepared.features.map(\.bitPattern), "row \(index)")
            found += forecasts.count
        }
        #expect(found > 700)
    }

    @Test func untilTheKPIComesForecastsAreThoseOfTheSecondBefore() throws {
        var live = LiveForecaster(try Self.model())
        for index in 500..<700 {
            let (second, row) = (Self.recording.seconds[index], Self.recording.row(index))
            var before = live
            live.prepare(second: second, inputs: row)
            var after = live
            #expect(before.forecast(bound: 30) == after.forecast(bound: 30), "row \(index)")
            live.append(second: second, inputs: row, target: Self.recording.target[index])
        }
    }
}
