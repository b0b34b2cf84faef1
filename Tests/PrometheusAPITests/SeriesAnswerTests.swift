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
        #expect(series.map { "\($0)" } == [#"up{job="a \"b\" é"}"#, #"node_load1{instance="n1:9100"}"#])
        #expect(SeriesAnswer.series(in: Array(#"{"status":"success","data":[]}"#.utf8)) == [])
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
        #expect((SeriesAnswer.series(in: bytes) ?? []).count <= 2)
    }
}
