import Demo
import Foundation
import Testing

@Suite struct DemoReportTests {
    private static let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    private let report: DemoReport

    init() throws {
        let data = try Data(contentsOf: Self.fixture.appending(path: "report.json"))
        report = try JSONDecoder().decode(DemoReport.self, from: data)
    }

    /// The fixture's first forecast with other values.
    private func forecast(_ value: Double, lastValue: Double?, actual: Double?) throws -> SliceForecast {
        var forecast = try #require(report.forecasts.first)
        (forecast.value, forecast.lastValue, forecast.actual) = (value, lastValue, actual)
        (forecast.lower, forecast.upper) = (value - 2, value + 2)
        return forecast
    }

    @Test func errorsAreThoseOfThePairsThatAreKnown() throws {
        let pairs: [(forecast: Double?, actual: Double?)] = [(10, 8), (20, 24), (nil, 5), (5, nil), (.nan, 1)]
        let error = try #require(DemoReport.ForecastError(of: pairs))
        #expect(error.count == 2)
        #expect(error.mae == 3)
        #expect(error.nmae == 6.0 / 32)
        #expect(abs(error.mape - 100 * (0.25 + 4.0 / 24) / 2) < 1e-9)
        #expect(DemoReport.ForecastError(of: [(nil, 1)]) == nil)
    }

    @Test func allWaysOfForecastingAreAskedTheSame() throws {
        let accuracy = DemoReport.Accuracy(
            of: [
                try forecast(10, lastValue: 12, actual: 11),
                try forecast(10, lastValue: nil, actual: 1000),
                try forecast(10, lastValue: 12, actual: nil),
            ],
            horizon: 30
        )
        #expect(accuracy.forecast?.count == 1 && accuracy.lastValue?.count == 1 && accuracy.runningMedian?.count == 1)
        #expect(accuracy.coverage == 1)
        #expect(!accuracy.beatsLastValue)
        #expect(accuracy.families == ["boosted": 3])
    }

    @Test func secondsWithoutAValueAreNoViolations() {
        var points = Array(report.kpi.prefix(4))
        for (index, value) in [49.9, 50, nil, 80].enumerated() {
            points[index].value = value
        }
        let violations = DemoReport.Violations(of: points, bound: 50)
        #expect(violations.seconds == 3 && violations.violating == 2)
    }

    @Test func theSummarySaysWhenTheLastValueIsNotBeaten() throws {
        var report = report
        report.accuracy = .init(of: [try forecast(14, lastValue: 11, actual: 11.5)], horizon: 5)
        #expect(report.summary.contains("do NOT beat the last value"))
        report.accuracy = .init(of: [try forecast(11.4, lastValue: 11, actual: 11.5)], horizon: 5)
        #expect(report.summary.contains("beat the last value"))
        #expect(!report.summary.contains("NOT"))
        report.accuracy = .init(of: [], horizon: 5)
        #expect(report.summary.contains("no forecasts whose truth is known"))
    }

    @Test func thePageLoadsNothingAndEscapesWhatItShows() {
        let page = report.html()
        #expect(page.contains("because &lt;b&gt;") && page.contains("not &lt;root&gt;"))
        let links = ["src=", "href=", "url(", "@import", "<script"]
        #expect(links.filter { page.contains($0) } == [])
        #expect(page.components(separatedBy: "<svg xmlns").count == 8)
    }

    @Test func theJSONSurvivesARoundTrip() throws {
        let again = try JSONDecoder().decode(DemoReport.self, from: try JSONEncoder().encode(report))
        #expect(again.html() == report.html())
        #expect(again.summary == report.summary)
    }
}
