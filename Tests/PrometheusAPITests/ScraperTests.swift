import Exposition
import Foundation
import HTTPClient
import MetricModel
import PrometheusAPI
import Testing

@Suite struct ScraperTests {
    let client: HTTPClient
    let target: String

    init() throws {
        client = try HTTPClient()
        target = try #require(TestTarget.running).address
    }

    @Test func asksAsPrometheusDoes() async throws {
        let scrape = try await Scraper(client: client, timeout: .milliseconds(22_500), now: { 42 }).scrape(target)
        let sample = try #require(scrape.families.first?.samples.first)
        #expect(sample.value == 1)
        #expect(sample.labels["accept"]?.hasPrefix("application/openmetrics-text;version=1.0.0") == true)
        #expect(sample.labels["timeout"] == "22.5")
        #expect(scrape.milliseconds == 42)
        #expect(scrape.duration > .zero)
        #expect(scrape.sampleCount == 1)
    }

    @Test func readsTheFormatThatTheTargetNames() async throws {
        let scrape = try await Scraper(client: client, timeout: .seconds(20)).scrape("http://\(target)/open")
        let expected = MetricFamily(
            "jobs_total",
            help: "",
            kind: .counter,
            samples: [Sample(value: 3, timestampMilliseconds: 12_500)]
        )
        #expect(scrape.families == [expected])
    }

    @Test func saysWhyThereIsNoPage() async {
        let scraper = Scraper(client: client, timeout: .seconds(20), limits: ExpositionLimits(samples: 999))
        let url = "http://\(target)"
        await #expect(throws: ScrapeError.refused(url: "\(url)/x", status: 404, found: "nothing here")) {
            try await scraper.scrape("\(url)/x")
        }
        await #expect(throws: ScrapeError.unreadable(url: "\(url)/cut", .incomplete(lines: 2))) {
            try await scraper.scrape("\(url)/cut")
        }
        let malformed = ExpositionError.malformed(line: 2, expected: "the name of a metric", found: "<html>")
        await #expect(throws: ScrapeError.unreadable(url: "\(url)/bad", malformed)) {
            try await scraper.scrape("\(url)/bad")
        }
        await #expect(throws: ScrapeError.unreadable(url: "\(url)/many", .tooManySamples(limit: 999))) {
            try await scraper.scrape("\(url)/many")
        }
        await #expect(throws: ScrapeError.unanswered(.timedOut(url: "\(url)/slow", after: .milliseconds(400)))) {
            try await Scraper(client: client, timeout: .milliseconds(400)).scrape("\(url)/slow")
        }
        let small = Scraper(client: client, timeout: .seconds(20), limits: ExpositionLimits(bytes: 100))
        await #expect(throws: ScrapeError.unanswered(.bodyTooLarge(url: "\(url)/many", limit: 100))) {
            try await small.scrape("\(url)/many")
        }
    }

    @Test(arguments: [
        ("a:9100", "http://a:9100/metrics"), ("http://a", "http://a/metrics"), ("https://a:1/x?y", "https://a:1/x?y"),
        ("a/federate", "http://a/federate"), ("http://a/", "http://a/"),
    ])
    func aTargetWithoutAPathMeansItsMetrics(target: String, url: String) {
        #expect(Scraper.url(of: target) == url)
    }

    @Test func theSystemsClockCountsMilliseconds() {
        let milliseconds = Scraper.systemMilliseconds()
        #expect(abs(Double(milliseconds) / 1_000 - Date().timeIntervalSince1970) < 60)
    }
}
