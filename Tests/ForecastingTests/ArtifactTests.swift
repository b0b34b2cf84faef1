import Forecasting
import Testing

@Suite struct ArtifactTests {
    private static func model() throws -> ForecastModel {
        try ForecastModel.train(
            on: MadeRecording(rows: 600, seed: 3).table(),
            settings: TrainingSettings(horizons: [5, 20], windowSeconds: 60)
        )
    }

    @Test func tellsWhatItWasMadeOf() throws {
        let model = try Self.model()
        let read = try ForecastModel(decoding: model.encoded())
        #expect(read.settings == model.settings)
        #expect(read.inputNames == ["input 0", "input 1", "input 2"])
        #expect(read.trainingSpan == 1_600_000_001...1_600_000_600)
        #expect(read.dataSHA256 == model.dataSHA256)
        #expect(read.scores == model.scores)
        #expect(read.encoded() == model.encoded())
    }

    @Test func theSameRowsGiveTheSameBytes() throws {
        #expect(try Self.model().encoded() == Self.model().encoded())
    }

    @Test func refusesWhatIsCutShort() throws {
        let bytes = try Self.model().encoded()
        for count in stride(from: 0, to: bytes.count, by: 997) {
            #expect(throws: ForecastingError.self) { try ForecastModel(decoding: Array(bytes[..<count])) }
        }
    }

    @Test func refusesWhatIsDamagedAnywhere() throws {
        let bytes = try Self.model().encoded()
        for place in stride(from: 0, to: bytes.count, by: 1_009) {
            var damaged = bytes
            damaged[place] ^= 0x10
            #expect(throws: ForecastingError.self) { try ForecastModel(decoding: damaged) }
        }
    }

    @Test func saysWhichFormatItDoesNotRead() throws {
        var bytes = try Self.model().encoded()
        // The version follows eight bytes of magic.
        bytes[8] = 3
        let error = #expect(throws: ForecastingError.self) { try ForecastModel(decoding: bytes) }
        #expect(error?.description.contains("format 3") == true)
    }

    @Test func saysWhyItRefusesAForeignFile() {
        let error = #expect(throws: ForecastingError.self) {
            try ForecastModel(decoding: Array("timestamp,R_99\n1579355129,24.94\n".utf8))
        }
        #expect(error?.description.contains("the model cannot be read") == true)
    }
}
