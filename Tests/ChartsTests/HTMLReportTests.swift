import Charts
import FoundationXML
import Testing

@Suite struct HTMLReportTests {
    private let report = HTMLReport(
        title: "A <run>",
        subtitle: "2026-11-23",
        sections: [
            .init(
                "Summary & more",
                [
                    .figures([.init("Changes", value: "3", detail: "of 4", tone: .good)]),
                    .note("Not as root."),
                    .table(.init(caption: "Errors", header: ["horizon", "model"], rows: [["1 s", "0.1"], ["30 s"]])),
                    .chart(BarChart(title: "bars", categories: ["a"], bars: [.init("b", values: [1])])),
                    .lines(["<first>", "second"]),
                ]
            )
        ]
    )

    @Test func isOneFileThatLoadsNothing() {
        let page = report.html()
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        let links = ["src=", "href=", "url(", "@import", "<script"]
        #expect(links.filter { page.contains($0) } == [])
    }

    @Test func isWellFormedAndEscaped() throws {
        let body = try #require(report.html().split(separator: "<body>").last?.split(separator: "</body>").first)
        _ = try XMLDocument(xmlString: String(body), options: [])
        #expect(body.contains("Summary &amp; more"))
        #expect(body.contains("&lt;first&gt;"))
    }

    @Test func fillsShortRows() {
        #expect(report.html().contains(#"<th scope="row">30 s</th><td></td>"#))
    }
}
