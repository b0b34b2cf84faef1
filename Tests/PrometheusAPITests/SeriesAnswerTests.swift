import MetricModel
import PrometheusAPI
import TestSupport
import Testing

@Suite struct SeriesAnswerTests {
    private static let text = """
        { "warnings" : ["a ] \\" b"], "isPartial": false, "infos": {"x": [1, {}]}, "data" : [
          {"__name__":"up","job":"a \\"b\\" \\u00e9"}, {"instance":"n1:9100", "__name__":"node_load1"} ], "status":"success" }
        """

    @Test func listsSeriesInAnyOrderOfKeys() throws {
        let series = try #require(SeriesAnswer.series(in: Array(Self.text.utf8)))
        #expect(series.foreignCount == 0)
        #expect(series.series.map { "\($0)" } == [#"up{job="a \"b\" é"}"#, #"node_load1{instance="n1:9100"}"#])
        #expect(SeriesAnswer.series(in: Array(#"{"status":"success","data":[]}"#.utf8)) == SeriesListing())
    }

    @Test func countsNamesOfAnyTextThatNewerServersHave() throws {
        let text =
            #"{"data":[{"__name__":"http.server.duration"},{"__name__":"up","k8s.pod.name":"a"},{"__name__":"up"}]}"#
        let listing = try #require(SeriesAnswer.series(in: Array(text.utf8)))
        #expect(listing.series.map { "\($0)" } == ["up"])
        #expect(listing.foreignCount == 2)
    }

    @Test(
        arguments: [
            "", "{", "[]", #"{"status":"success"}"#, #"{"data":{}}"#, #"{"data":[{}]}"#, #"{"data":[{"a":"b"}]}"#,
            #"{"data":[{"__name__":1}]}"#, #"{"data":[{"__name__":"up"}]"#,
            #"{"data":[{"__name__":"up"}{"__name__":"up"}]}"#,
            #"{"data":[]} x"#, #"{"data":[] "status":"success"}"#, #"{"data":[],"x":[}"#,
        ]
    )
    func refusesOtherText(text: String) {
        #expect(SeriesAnswer.series(in: Array(text.utf8)) == nil)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func survivesDamage(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bytes = Array(Self.text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
        #expect((SeriesAnswer.series(in: bytes)?.series ?? []).count <= 2)
    }
}
