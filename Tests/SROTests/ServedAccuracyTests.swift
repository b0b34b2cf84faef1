import SRO
import Store
import Testing

@Suite struct ServedAccuracyTests {
    private static let key = ModelError.Key(flavor: "low", version: 1, horizonSeconds: 30)

    @Test func nothingIsSaidBeforeAForecastHasComeTrue() {
        #expect(ServedAccuracy(ModelError(key: Self.key)) == nil)
    }

    @Test func theSumsAreDividedByTheForecastsThatHaveComeTrue() throws {
        var error = ModelError(key: Self.key)
        error.count = 4
        error.absoluteError = 20
        error.lastValueError = 40
        error.actual = 200
        error.inside = 3
        let accuracy = try #require(ServedAccuracy(error))
        #expect((accuracy.mae, accuracy.lastValueMAE) == (5, 10))
        #expect((accuracy.nmae, accuracy.coverage) == (0.1, 0.75))
    }

    @Test func withoutAMagnitudeThereIsNoShareOfIt() throws {
        var error = ModelError(key: Self.key)
        error.count = 1
        #expect(try #require(ServedAccuracy(error)).nmae == nil)
    }
}
