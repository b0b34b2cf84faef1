import Exposition
import MetricModel
import Testing

@Suite struct TextFormatTests {
    /// Every line of a real page comes back as it was, so names, labels, escapes and numbers are written as Go does.
    @Test func writesARecordedPageAsItWas() throws {
        let page = try #require(Fixture.bytes("node_exporter-1.5.0.txt"))
        let families = try TextFormat.parse(page)
        let written = TextFormat.write(families)
        #expect(String(decoding: written, as: UTF8.self) == String(decoding: page, as: UTF8.self))
        #expect(families.count > 250)
    }

    @Test func readsWhatARecordedPageSays() throws {
        let families = try TextFormat.parse(try #require(Fixture.bytes("node_exporter-1.5.0.txt")))
        let cpu = try #require(families.first { $0.name == "node_cpu_seconds_total" })
        #expect(cpu.kind == .counter)
        #expect(cpu.help == "Seconds the CPUs spent in each mode.")
        #expect(cpu.samples.first?.labels == ["cpu": "0", "mode": "idle"])
        let collection = try #require(families.first { $0.name == "go_gc_duration_seconds" })
        #expect(collection.kind == .summary)
        #expect(collection.samples.map(\.suffix) == [.none, .none, .none, .none, .none, .sum, .count])
        let reads = try #require(families.first { $0.name == "node_netstat_Tcp_InSegs" })
        #expect(reads.kind == .unknown)
    }

    @Test func readsTheExampleOfTheDocumentation() throws {
        let page = #"""
            # HELP http_requests_total The total number of HTTP requests.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            http_requests_total{method="post",code="400"}    3 1395066363000

            # Escaping in label values:
            msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9
            # Minimalistic line:
            metric_without_timestamp_and_labels 12.47
            # A weird metric from before the epoch:
            something_weird{problem="division by zero"} +Inf -3982045
            # TYPE http_request_duration_seconds histogram
            http_request_duration_seconds_bucket{le="0.05"} 24054
            http_request_duration_seconds_bucket{le="+Inf"} 144320
            http_request_duration_seconds_sum 53423
            http_request_duration_seconds_count 144320
            """#
        let families = try parse(page)
        #expect(
            families.map(\.name.text) == [
                "http_requests_total", "msdos_file_access_time_seconds", "metric_without_timestamp_and_labels",
                "something_weird", "http_request_duration_seconds",
            ]
        )
        #expect(families[0].samples[1].labels == ["code": "400", "method": "post"])
        #expect(families[0].samples[1].timestampMilliseconds == 1_395_066_363_000)
        #expect(families[1].samples[0].labels["error"] == "Cannot find file:\n\"FILE.TXT\"")
        #expect(families[1].samples[0].value == 1.458255915e9)
        #expect(
            families[3].samples[0]
                == Sample(
                    labels: ["problem": "division by zero"],
                    value: .infinity,
                    timestampMilliseconds: -3_982_045
                )
        )
        #expect(families[4].samples.map(\.suffix) == [.bucket, .bucket, .sum, .count])
    }

    @Test(
        arguments: [
            ("a 1\r\nb 2\r\n", ["a", "b"]), ("a 1", ["a"]), ("", []), ("\n\n \t\n", []), ("# only a remark", []),
            ("#TYPE is a remark here, too", []), ("a{} 1", ["a"]), ("a{x=\"1\",} 1", ["a"]),
            ("a { x = \"1\" , y = \"2\" } 1 ", ["a"]), ("  a\t1\t5", ["a"]), ("a 1\na 1", ["a"]), ("# EOF\na 1", ["a"]),
        ] as [(String, [String])]
    )
    func forgivesWhatPrometheusForgives(page: String, names: [String]) throws {
        #expect(try parse(page).map(\.name.text) == names)
    }

    @Test func aSeriesThatIsThereTwiceStaysThereTwice() throws {
        #expect(try parse("a 1\nb 2\na 3").first?.samples.map(\.value) == [1, 3])
    }

    @Test func anUnknownEscapeStandsForItself() throws {
        #expect(try parse(#"a{x="\d\\d"} 1"#).first?.samples.first?.labels["x"] == #"\d\d"#)
    }

    @Test(
        arguments: [
            ("a", 1, "a number"), ("\na x", 2, "a number"), ("a 0x10", 1, "a number"),
            ("a 1 x", 1, "a time stamp in milliseconds"),
            ("a 1 1.5", 1, "a time stamp in milliseconds"), ("a 1 2 3", 1, "the end of the line"),
            ("1a 2", 1, "the name of a metric"),
            ("{x=\"1\"} 2", 1, "the name of a metric"), ("a{x=\"1\" 2", 1, "',' or '}' after a label"),
            ("a{x=\"1", 1, "a double quote at the end of a label's value"),
            ("a{x=1} 2", 1, "a label's value in double quotes"),
            ("a{x} 1", 1, "'=' after the name of a label"), ("a{x=\"1\",x=\"2\"} 1", 1, "each label once"),
            ("a{1=\"1\"} 1", 1, "the name of a label or '}'"), ("a 1\n# TYPE b cuonter", 2, "a metric type"),
            ("# TYPE", 1, "the name of a metric"), ("# HELP é x", 1, "the name of a metric"), ("a\0 1", 1, "a number"),
            ("a{x=\"1\",,} 1", 1, "the name of a label or '}'"), ("a 1 # {} 1", 1, "the end of the line"),
        ] as [(String, Int, String)]
    )
    func namesTheLineAndWhatBelongsThere(page: String, line: Int, expected: String) throws {
        let error = try #require(throws: ExpositionError.self) { try parse(page) }
        guard case .malformed(line, expected, _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func refusesTextThatIsNotUTF8() {
        let page = Array("a 1\nb{x=\"".utf8) + [0xFF] + Array("\"} 1".utf8)
        #expect(throws: ExpositionError.malformed(line: 2, expected: "text in UTF-8", found: "\u{FFFD}\"} 1")) {
            try TextFormat.parse(page)
        }
    }

    @Test func keepsItsLimits() {
        #expect(throws: ExpositionError.tooLarge(bytes: 4, limit: 3)) {
            try TextFormat.parse(Array("a 1\n".utf8), limits: ExpositionLimits(bytes: 3))
        }
        #expect(throws: ExpositionError.tooManySamples(limit: 2)) {
            try TextFormat.parse(Array("a 1\nb 1\nc 1".utf8), limits: ExpositionLimits(samples: 2))
        }
    }

    @Test func anEndedSeriesIsWrittenAsNotANumber() {
        let family = MetricFamily("a", help: "", kind: .gauge, samples: [Sample(value: Sample.staleMarker)])
        #expect(String(decoding: TextFormat.write([family]), as: UTF8.self) == "# TYPE a gauge\na NaN\n")
    }

    private func parse(_ page: String) throws -> [MetricFamily] {
        try TextFormat.parse(Array(page.utf8))
    }
}
