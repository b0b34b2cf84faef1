import Exposition
import MetricModel
import Testing

@Suite struct OpenMetricsTests {
    /// The page of the specification's overview, without its blank lines.
    static let page = #"""
        # TYPE acme_http_router_request_seconds summary
        # UNIT acme_http_router_request_seconds seconds
        # HELP acme_http_router_request_seconds Latency though all of ACME's HTTP request router.
        acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32
        acme_http_router_request_seconds_count{path="/api/v1",method="GET"} 807283.0
        acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325.0
        # TYPE go_goroutines gauge
        # HELP go_goroutines Number of goroutines that currently exist.
        go_goroutines 69
        # TYPE process_cpu_seconds counter
        # UNIT process_cpu_seconds seconds
        # HELP process_cpu_seconds Total user and system CPU time spent in seconds.
        process_cpu_seconds_total 4.20072246e+06
        # TYPE build info
        build_info{version="1.0"} 1
        # TYPE foo histogram
        foo_bucket{le="0.1"} 8 # {} 0.054
        foo_bucket{le="+Inf"} 17 1520879607.789 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789
        foo_count 17
        # EOF

        """#

    @Test func readsTheExampleOfTheSpecification() throws {
        let families = try OpenMetrics.parse(Array(Self.page.utf8))
        #expect(
            families.map(\.name.text) == [
                "acme_http_router_request_seconds", "acme_http_router_request_seconds_created", "go_goroutines",
                "process_cpu_seconds_total", "build_info", "foo",
            ]
        )
        #expect(families.map(\.kind) == [.summary, .unknown, .gauge, .counter, .info, .histogram])
        #expect(families[3].help == "Total user and system CPU time spent in seconds.")
        #expect(families[3].samples == [Sample(value: 4_200_722.46)])
        #expect(families[5].samples[1].timestampMilliseconds == 1_520_879_607_789)
    }

    @Test func writesCountersAndInfosUnderTheirShortNames() {
        let families = [
            MetricFamily(
                "a_total",
                help: "One \"thing\".",
                kind: .counter,
                samples: [
                    Sample(labels: ["x": "\"\n\\"], value: 1e9, timestampMilliseconds: 1_005)
                ]
            ),
            MetricFamily("b_info", help: "", kind: .info, samples: [Sample(value: 1, timestampMilliseconds: -2_000)]),
            MetricFamily("c", help: "", kind: .counter, samples: [Sample(value: 0.5)]),
        ]
        let expected = #"""
            # HELP a One \"thing\".
            # TYPE a counter
            a_total{x="\"\n\\"} 1e+09 1.005
            # TYPE b info
            b_info 1 -2
            # TYPE c unknown
            c 0.5
            # EOF

            """#
        #expect(String(decoding: OpenMetrics.write(families), as: UTF8.self) == expected)
    }

    @Test(arguments: ["", "a 1\n", "# TYPE a gauge\na 1\n"])
    func aPageWithoutItsEndIsIncomplete(page: String) {
        #expect(throws: ExpositionError.incomplete(lines: page.split(separator: "\n").count)) {
            try OpenMetrics.parse(Array(page.utf8))
        }
    }

    @Test(
        arguments: [
            ("# EOF\na 1\n", 2), ("a 1\n\n# EOF\n", 2), ("a 1\r\n# EOF\n", 1), ("# remark\n# EOF\n", 1),
            ("a 1 1e400\n# EOF", 1),
            ("# TYPE a untyped\n# EOF", 1), ("a 1 nan\n# EOF", 1), ("a 1 9e99\n# EOF", 1),
        ] as [(String, Int)]
    )
    func isStricterThanTheTextFormat(page: String, line: Int) throws {
        let error = try #require(throws: ExpositionError.self) { try OpenMetrics.parse(Array(page.utf8)) }
        guard case .malformed(line, _, _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test(
        arguments: [
            (nil, .text), ("*/*", .text), ("text/plain", .text), ("application/openmetrics-text", .openMetrics),
            ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1", .openMetrics),
            ("application/openmetrics-text; q=0.2, text/plain; q=0.4", .text), ("text/html", .text), (";;,,q=", .text),
        ] as [(String?, ExpositionFormat)]
    )
    func servesWhatIsAccepted(header: String?, format: ExpositionFormat) {
        #expect(ExpositionFormat(accepting: header) == format)
    }

    @Test func aContentTypeNamesItsFormat() {
        for format in ExpositionFormat.allCases {
            #expect(ExpositionFormat(contentType: format.contentType) == format)
        }
        #expect(ExpositionFormat(contentType: nil) == .text)
    }
}
