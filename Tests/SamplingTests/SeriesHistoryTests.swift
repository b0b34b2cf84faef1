import Collectors
import Foundation
import ProcFS
import Sampling
import Testing

@Suite struct SeriesHistoryTests {
    private final class OneSeries: Collector {
        let name: StaticString = "one"
        let prefixes: [StaticString] = ["node_test_"]
        var value = 0.0

        func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
            page.family("node_test_bytes_total", .counter, "A counter.")
            page.label("device", "a").add(value)
        }
    }

    @Test func givesBackWhatWasSampledAndForgetsWhatIsOld() {
        let collector = OneSeries()
        var settings = SamplingSettings()
        settings.historyMilliseconds = 300_000
        let sampler = WindowSampler(CollectionRound([collector]), settings: settings) {
            $0.starts(with: "node_test".utf8)
        }
        for second in 1...1_000 {
            collector.value = Double(second * 1_500)
            // A few milliseconds late, as rounds are.
            sampler.sample(at: Int64(second) * 1_000 + Int64(second % 7))
        }
        var text = ExpositionText()
        HistoryReport().write(sampler, in: 898_000...900_000, families: [], to: &text)
        let expected = """
            # TYPE node_test_bytes_total counter
            node_test_bytes_total{device="a"} 1347000 898000
            node_test_bytes_total{device="a"} 1348500 899000
            node_test_bytes_total{device="a"} 1350000 900000

            """
        #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
        let size = sampler.historySize
        #expect((300...540).contains(size.samples))
        // What an answer would have at most is what is there, however long the time that is asked about.
        let report = HistoryReport()
        #expect(report.sampleCount(sampler, in: 0...10_000_000, families: []) == size.samples)
        #expect(report.sampleCount(sampler, in: 898_000...900_000, families: []) == 3)
        #expect(report.sampleCount(sampler, in: 0...10_000_000, families: ["node_else"]) == 0)
    }

    /// Real data: this machine's own counters and gauges, read fast.
    @Test func takesAtMostTwoBytesASampleOfThisMachine() throws {
        var settings = CollectorSettings()
        let sampled: Set<String> = [
            "cpu", "loadavg", "meminfo", "netdev", "netstat", "pressure", "sockstat", "stat", "vmstat",
        ]
        for entry in catalogue { settings.isEnabled[entry.name] = sampled.contains(entry.name) }
        let sampler = WindowSampler(CollectionRound(try makeCollectors(settings)), settings: SamplingSettings()) {
            !$0.starts(with: "node_scrape_".utf8)
        }
        for second in 1...600 {
            sampler.sample(at: Int64(second) * 1_000)
            usleep(1_000)
        }
        let size = sampler.historySize
        #expect(Double(size.bytes) / Double(size.samples) <= 2, "\(size)")
    }
}
