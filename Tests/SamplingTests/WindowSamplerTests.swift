import Collectors
import ProcFS
import Sampling
import Testing

/// A collector whose samples the test chooses.
private final class ScriptedCollector: Collector {
    let name: StaticString = "scripted"
    let prefixes: [StaticString] = ["node_test_"]
    var write: (SamplePage) -> Void = { _ in }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        write(page)
    }
}

@Suite struct WindowSamplerTests {
    private let collector = ScriptedCollector()

    private func sampler(_ adjust: (inout SamplingSettings) -> Void = { _ in }) -> WindowSampler {
        var settings = SamplingSettings()
        adjust(&settings)
        return WindowSampler(CollectionRound([collector]), settings: settings) { name in
            name.starts(with: "node_test_".utf8)
        }
    }

    private func text(
        _ sampler: WindowSampler,
        at milliseconds: Int64,
        _ adjust: (inout WindowReport.Selection) -> Void = { _ in }
    ) -> [String: Double] {
        var selection = WindowReport.Selection()
        adjust(&selection)
        var report = WindowReport(sampler.settings)
        var text = ExpositionText()
        report.write(sampler, at: milliseconds, selecting: selection, to: &text)
        var result: [String: Double] = [:]
        for line in String(decoding: text.bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            result[String(line[..<space])] = Double(line[line.index(after: space)...])
        }
        return result
    }

    /// Flags that are read again cost no samples, unless they ask for others.
    @Test func goesOnWithTheSamplesOfAnother() {
        func write(_ value: Double) {
            collector.write = { page in
                page.family("node_test_total", .counter, "A counter.")
                page.label("device", "a").add(value)
                page.family("node_other_bytes", .gauge, "Something else.")
                page.add(value)
            }
        }
        let first = WindowSampler(CollectionRound([collector]), settings: SamplingSettings())
        for second in 1...5 {
            write(Double(second * 100))
            first.sample(at: Int64(second) * 1_000)
        }
        let second = WindowSampler(CollectionRound([collector]), settings: SamplingSettings(), continuing: first) {
            $0.starts(with: "node_test_".utf8)
        }
        #expect(second.rounds == 5 && second.seriesCount == 1)
        write(600)
        second.sample(at: 6_000)
        #expect(second.seriesCount == 1 && second.historySize.samples == 6)
        #expect(text(second, at: 6_000)[#"edge_window_node_test_rate_min{device="a",window="10s"}"#] == 100)

        var others = SamplingSettings()
        others.intervalMilliseconds = 500
        let third = WindowSampler(CollectionRound([collector]), settings: others, continuing: second)
        #expect(third.rounds == 0 && third.seriesCount == 0)
    }

    @Test func summarisesGaugesOverEachSpan() {
        let sampler = sampler()
        for second in 1...20 {
            collector.write = { page in
                page.family("node_test_Level_bytes", .gauge, "A level.")
                page.label("device", "a").add(Double(second))
            }
            sampler.sample(at: Int64(second) * 1_000)
        }
        let found = text(sampler, at: 20_000)
        #expect(found[#"edge_window_node_test_level_bytes_mean{device="a",window="10s"}"#] == 15.5)
        #expect(found[#"edge_window_node_test_level_bytes_min{device="a",window="30s"}"#] == 1)
        #expect(found[#"edge_window_node_test_level_bytes_slope{device="a",window="10s"}"#] == 1)
        #expect(found[#"edge_window_node_test_level_bytes_p50{device="a",window="10s"}"#] == 15.5)
        #expect(found.count == 9 * 4)
    }

    @Test func keepsTheGreatestRateOfACounterAndHandlesResets() {
        let sampler = sampler()
        for (second, value) in [(1, 100.0), (2, 110), (3, 500), (4, 510), (5, 7)] {
            collector.write = { page in
                page.family("node_test_bytes_total", .counter, "A counter.")
                page.add(value)
            }
            sampler.sample(at: Int64(second) * 1_000)
        }
        let found = text(sampler, at: 5_000) { $0.spans = ["10s"] }
        #expect(found[#"edge_window_node_test_bytes_rate_max{window="10s"}"#] == 390)
        #expect(found[#"edge_window_node_test_bytes_rate_last{window="10s"}"#] == 7)
    }

    @Test func catchesAPeakOfAHundredMillisecondsBetweenTwoScrapes() {
        let sampler = sampler { $0.intervalMilliseconds = 50 }
        var count = 0.0
        for step in 0..<200 {
            // 1 a step, but for two steps of 1,000.
            count += step == 100 || step == 101 ? 1_000 : 1
            collector.write = { [count] page in
                page.family("node_test_packets_total", .counter, "A counter.")
                page.add(count)
            }
            sampler.sample(at: Int64(step) * 50)
        }
        let found = text(sampler, at: 9_950)
        #expect(found[#"edge_window_node_test_packets_rate_max{window="10s"}"#] == 20_000)
        #expect(found[#"edge_window_node_test_packets_rate_p50{window="10s"}"#] == 20)
    }

    @Test func followsSeriesThatComeGoAndChangePlaces() {
        let sampler = sampler()
        for second in 1...1_000 {
            collector.write = { page in
                page.family("node_test_level", .gauge, "A level.")
                if second > 5 { page.label("device", "new").add(2.0) }
                if second < 20 { page.label("device", "old").add(1.0) }
            }
            sampler.sample(at: Int64(second) * 1_000)
            if second == 10 {
                let found = text(sampler, at: 10_000)
                #expect(found[#"edge_window_node_test_level_mean{device="old",window="30s"}"#] == 1)
                #expect(found[#"edge_window_node_test_level_mean{device="new",window="30s"}"#] == 2)
            }
        }
        #expect(sampler.seriesCount == 1)
    }

    @Test func forgetsWhenTheClockIsSetBack() {
        let sampler = sampler()
        for milliseconds in [10_000, 11_000, 12_000, 3_000, 4_000] as [Int64] {
            collector.write = { page in
                page.family("node_test_level", .gauge, "A level.")
                page.add(Double(milliseconds))
            }
            sampler.sample(at: milliseconds)
        }
        #expect(text(sampler, at: 4_000)[#"edge_window_node_test_level_max{window="240s"}"#] == 4_000)
    }

    @Test func countsWhatItDrops() {
        let sampler = sampler { $0.seriesLimit = 2 }
        collector.write = { page in
            page.family("node_test_level", .gauge, "A level.")
            for index in 0..<5 as Range<UInt64> { page.label("cpu", index).add(1.0) }
        }
        sampler.sample(at: 1_000)
        #expect(sampler.seriesCount == 2)
        #expect(sampler.droppedSamples == 3)
    }
}
