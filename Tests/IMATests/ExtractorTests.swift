import Foundation
import HTTPClient
import IMA
import MetricModel
import PrometheusAPI
import Testing

@Suite(.serialized) struct ExtractorTests {
    private static let start: Int64 = 1_700_000_000
    private static let rows = 12_000

    /// What the gauge measured at a row; nothing in a gap of ten rows.
    private static func gauge(_ row: Int) -> Double? {
        (100..<110).contains(row) ? nil : Double((row * 7_919) % 1_000) / 8 - 20
    }

    private static let page: String = {
        var text = "# TYPE load gauge\n"
        for row in 0..<rows {
            if let value = gauge(row) {
                text += "load{instance=\"a:9100\",job=\"node\"} \(value) \(start + Int64(row))\n"
            }
        }
        for row in 0..<rows { text += "load{instance=\"b:9100\",job=\"node\"} 7 \(start + Int64(row))\n" }
        text += "# TYPE sent counter\n"
        for row in 0..<rows {
            text += "sent_total{instance=\"a:9100\",job=\"node\"} \(3 * row) \(start + Int64(row))\n"
        }
        text += "# TYPE seen counter\n"
        for row in 0..<rows {
            text +=
                "seen_total{instance=\"a:9100\",job=\"say \\\"hi\\\"\"} \(row * row % 1_000_003) \(start + Int64(row))\n"
        }
        return text + "# EOF\n"
    }()

    private func request(tolerance: Int64 = 1_500) -> ExtractionRequest {
        ExtractionRequest(
            instances: [],
            seconds: Self.start...Self.start + Int64(Self.rows) - 1,
            toleranceMilliseconds: tolerance
        )
    }

    @Test func givesWhatWasRecordedByBothInterfaces() async throws {
        let server = try await PrometheusServer(openMetrics: Self.page)
        var found: [[[Double]]] = []
        for method in [Extractor.Method.remoteRead, .rangeQuery] {
            // One lies in memory, the other in files.
            let patience: Duration = method == .remoteRead ? .seconds(60) : .zero
            let extraction = try await Extractor(client: try server.client(), method: method, patience: patience)
                .extract(request(), folder: server.path("work-\(method.rawValue)"))
            #expect(
                extraction.columns.map(\.series.description) == [
                    #"load{instance="a:9100",job="node"}"#, #"seen_total{instance="a:9100",job="say \"hi\""}"#,
                    #"sent_total{instance="a:9100",job="node"}"#,
                ]
            )
            #expect(extraction.constantCount == 1)
            #expect(extraction.columns.map(\.isCounter) == [false, true, true])
            let load = try #require(extraction.columns.first).raw
            let wrong = (0..<Self.rows).filter { row in
                // The tolerance lets the last value live on for one row, and no longer.
                guard let value = row == 100 ? Self.gauge(99) : Self.gauge(row) else { return !load[row].isNaN }
                return load[row] != value
            }
            #expect(wrong.isEmpty, "\(method): rows \(wrong.prefix(5))")
            let sent = extraction.values(of: try #require(extraction.columns.last), asRates: true)
            #expect(sent.dropFirst().allSatisfy { $0 == 3 })
            found.append(
                extraction.columns.map { extraction.values(of: $0, asRates: false).map { $0.isNaN ? -1e9 : $0 } }
            )
        }
        #expect(found[0] == found[1])
    }

    @Test func goesOnFromWhatIsFinished() async throws {
        let server = try await PrometheusServer(openMetrics: Self.page)
        let extractor = Extractor(client: try server.client(), patience: .zero)
        let folder = server.path("work")
        _ = try await extractor.extract(request(), folder: folder)
        // The plan and the group are there: without a server, nothing else is needed.
        let silent = Extractor(client: PrometheusClient(client: try .init(), url: server.url), patience: .zero)
        let before = try FileManager.default.attributesOfItem(atPath: folder + "/0.cells")[.modificationDate] as? Date
        _ = try await silent.extract(request(), folder: folder)
        let after = try FileManager.default.attributesOfItem(atPath: folder + "/0.cells")[.modificationDate] as? Date
        #expect(before == after)
    }

    @Test func saysThatNothingIsThere() async throws {
        let server = try await PrometheusServer(openMetrics: Self.page)
        let request = ExtractionRequest(instances: ["nobody:1"], seconds: Self.start...Self.start + 10)
        await #expect(throws: ExtractionError.nothingFound(server: server.url, seconds: request.seconds)) {
            try await Extractor(client: try server.client()).extract(request, folder: server.path("work"))
        }
    }

    @Test func writesTheFilesOfMLOV2() async throws {
        let server = try await PrometheusServer(openMetrics: Self.page)
        let extraction = try await Extractor(client: try server.client())
            .extract(request(), folder: server.path("work"))
        try extraction.writeWide(to: server.path("x.csv"), asRates: true, naming: .id)
        try extraction.writeTranslator(to: server.path("translator.csv"))
        try extraction.writeSeriesFiles(to: server.path("series"), asRates: false)
        let ids = extraction.columns.map(\.series.id.text)
        let wide = try String(contentsOfFile: server.path("x.csv"), encoding: .utf8).split(separator: "\n")
        // Rows 101 to 109 have no gauge, but counters; the first one has no rate yet.
        #expect(wide.count == Self.rows + 1)
        #expect(wide[0] == "timestamp,\(ids.joined(separator: ","))")
        #expect(wide[1] == "1700000000,-20,,")
        #expect(wide[2] == "1700000001,94.875,1,3")
        let translator = try String(contentsOfFile: server.path("translator.csv"), encoding: .utf8)
        #expect(
            translator.hasPrefix(
                "metricHash,metricInfo\r\n\(ids[0]),\"{'__name__': 'load', 'instance': 'a:9100', 'job': 'node'}\"\r\n"
            )
        )
        let series = try String(contentsOfFile: server.path("series/\(ids[0]).csv"), encoding: .utf8)
        #expect(series.hasPrefix("timestamp,value\r\n1700000000,-20\r\n1700000001,94.875\r\n"))
    }
}
