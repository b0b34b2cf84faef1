import Forecasting
import Testing

@Suite struct ServingEqualsTrainingTests {
    private static let settings = TrainingSettings(horizons: [5], windowSeconds: 60)

    @Test(arguments: 0..<6 as Range<UInt64>)
    func everyFeatureHasTheSameBitsLiveAsInTraining(seed: UInt64) throws {
        let recording = MadeRecording(rows: 700, gaps: true, seed: seed)
        let model = try ForecastModel.train(on: recording.table(), settings: Self.settings)
        let trained = model.trainingFeatures(of: try recording.table())
        var live = LiveForecaster(model)
        for row in recording.seconds.indices {
            live.append(second: recording.seconds[row], inputs: recording.row(row), target: recording.target[row])
            guard !live.forecast(explaining: false).isEmpty else { continue }
            let width = live.features.count
            let expected = trained[row * width..<(row + 1) * width].map(\.bitPattern)
            #expect(live.features.map(\.bitPattern) == expected, "row \(row)")
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func aForecasterThatIsStartedLaterGivesTheSameBitsOnceItsWindowIsFull(seed: UInt64) throws {
        let recording = MadeRecording(rows: 700, seed: seed)
        let model = try ForecastModel.train(on: recording.table(), settings: Self.settings)
        let trained = model.trainingFeatures(of: try recording.table())
        let start = 100 + Int(seed) * 37
        var live = LiveForecaster(model)
        for row in start..<recording.seconds.count {
            live.append(second: recording.seconds[row], inputs: recording.row(row), target: recording.target[row])
            guard row >= start + 60, !live.forecast(explaining: false).isEmpty else { continue }
            let width = live.features.count
            let expected = trained[row * width..<(row + 1) * width].map(\.bitPattern)
            #expect(live.features.map(\.bitPattern) == expected, "row \(row)")
        }
    }

    @Test func aModelThatWasStoredForecastsTheSameBits() throws {
        let recording = MadeRecording(rows: 700, seed: 9)
        let model = try ForecastModel.train(on: recording.table(), settings: Self.settings)
        var live = LiveForecaster(model)
        var stored = LiveForecaster(try ForecastModel(decoding: model.encoded()))
        for row in recording.seconds.indices {
            live.append(second: recording.seconds[row], inputs: recording.row(row), target: recording.target[row])
            stored.append(second: recording.seconds[row], inputs: recording.row(row), target: recording.target[row])
            #expect(live.forecast(bound: 50) == stored.forecast(bound: 50))
        }
    }
}
