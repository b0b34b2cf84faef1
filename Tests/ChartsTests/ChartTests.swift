import Charts
import Foundation
import FoundationXML
import Testing

@Suite struct ChartTests {
    private static let start = 1_579_355_129.0
    private static let x = (0..<10_000).map { start + Double($0) }

    private static func line(_ y: [Double]) -> LineChart {
        LineChart(title: "R_99", description: "A test.", yAxis: Axis("ms"), lines: [.init("truth", x: x, y: y)])
    }

    /// The picture's parts by element name, in the order of the document.
    private static func parsed(_ text: String) throws -> XMLDocument {
        try XMLDocument(xmlString: text, options: [])
    }

    private static func paths(_ text: String, classes: String) throws -> [String] {
        try parsed(text).nodes(forXPath: "//*[local-name()='path' and contains(@class,'\(classes)')]/@d")
            .compactMap(\.stringValue)
    }

    @Test func aPeakOfOneSecondSurvivesTheThinning() throws {
        var y = Array(repeating: 10.0, count: Self.x.count)
        y[6_543] = 90
        let path = try #require(try Self.paths(Self.line(y).svg(), classes: "line s0").last)
        let heights = path.split(separator: "L").compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        let highest = try #require(heights.min())
        #expect(heights.filter { $0 == highest }.count == 1)
        #expect(heights.count < 2_100)
    }

    @Test func aGapStaysAGap() throws {
        var y = Array(repeating: 10.0, count: Self.x.count)
        for index in 4_000..<5_000 {
            y[index] = .nan
        }
        let path = try #require(try Self.paths(Self.line(y).svg(), classes: "line s0").last)
        #expect(path.filter { $0 == "M" }.count == 2)
    }

    @Test func aWideStepInTimeIsAGap() throws {
        var chart = Self.line(Array(repeating: 10, count: Self.x.count))
        chart.lines = [.init("truth", x: [0, 1, 2, 50, 51].map { Self.start + $0 }, y: [1, 2, 3, 4, 5])]
        chart.widestStep = 5
        let path = try #require(try Self.paths(chart.svg(), classes: "line s0").last)
        #expect(path.filter { $0 == "M" }.count == 2)
    }

    @Test func writesTimesInUTC() throws {
        let text = Self.line(Array(repeating: 1, count: Self.x.count)).svg()
        #expect(text.contains(">14:00<"))
        #expect(text.contains(">2020-01-18<"))
        #expect(text.contains(">UTC<"))
    }

    @Test func escapesWhatComesFromOutside() throws {
        let chart = LineChart(
            title: "<script>alert('x')</script> & \"more\" \u{1}",
            lines: [.init("a<b", x: [0, 1], y: [1, 2])],
            bounds: [.init("<SLA>", value: 1)],
            markers: [.init("<m>", x: 0.5, detail: "</title>")],
            spans: [.init("<s>", x: 0...1)]
        )
        let text = chart.svg()
        #expect(!text.contains("<script"))
        _ = try Self.parsed(text)
    }

    @Test(
        arguments: [
            [], [.nan], [.infinity, -.infinity], [0], [1e300, -1e300], [.greatestFiniteMagnitude], [-5, -4], [1e-300],
            [.leastNonzeroMagnitude, .nan, 3],
        ] as [[Double]]
    )
    func drawsAnyNumbers(values: [Double]) throws {
        let indices = values.indices.map(Double.init)
        for kind in [Axis.Kind.number, .logarithmic, .utc] {
            let charts: [any Chart] = [
                LineChart(
                    title: "t",
                    yAxis: Axis(kind: kind),
                    lines: [.init("a", x: indices, y: values), .init("p", x: values, y: values, style: .points)],
                    bands: [.init("b", x: indices, lower: values, upper: values)],
                    bounds: values.map { .init("bound", value: $0) },
                    markers: values.map { .init("marker", x: $0) }
                ),
                ScatterChart(
                    title: "t",
                    xAxis: Axis(kind: kind),
                    yAxis: Axis(kind: kind),
                    points: [.init("a", x: values, y: values, weights: values, isJoined: true)],
                    hasDiagonal: true
                ),
                BarChart(
                    title: "t",
                    categories: values.indices.map { "value \($0)" },
                    bars: [.init("a", values: values), .init("b", values: values)],
                    valueAxis: Axis(kind: kind)
                ),
                BarChart(
                    title: "t",
                    categories: values.indices.map { "value \($0)" },
                    bars: [.init("a", values: values)],
                    direction: .right
                ),
            ]
            for chart in charts {
                let text = chart.svg()
                _ = try Self.parsed(text)
                #expect(!text.contains("nan") && !text.contains("inf"))
            }
        }
    }

    @Test func pointsOnTheSamePixelAreDrawnOnce() throws {
        let zeros = Array(repeating: 0.5, count: 50_000)
        let chart = ScatterChart(title: "t", points: [.init("", x: zeros, y: zeros)])
        #expect(chart.svg().components(separatedBy: "<circle").count == 2)
    }
}
