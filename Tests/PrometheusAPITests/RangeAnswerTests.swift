import Foundation
import PrometheusAPI
import TestSupport
import Testing

@Suite struct RangeAnswerTests {
    /// Hands a text over in pieces of `size` bytes; `nil` when it is refused, or not at its end.
    private func read(_ text: String, size: Int = .max, unwanted: String = "") -> GatheredSamples? {
        let bytes = Array(text.utf8)
        var (reader, sink) = (RangeAnswer(), GatheredSamples(unwanted: unwanted))
        for start in stride(from: 0, to: bytes.count, by: min(size, max(1, bytes.count))) {
            let end = size == .max ? bytes.count : min(start + size, bytes.count)
            guard reader.append(Array(bytes[start..<end]), into: &sink) else { return nil }
        }
        return reader.isWhole ? sink : nil
    }

    @Test(arguments: [1, 2, 3, 7, 61, .max])
    func readsEveryFormInAnyPieces(size: Int) throws {
        let text = #"""
             { "warnings": ["a\"]}b", {"x": [1, null, true]}], "data" : {"result":[
            {"metric":{"__name__":"a","job":"no\"de\u00e9"},"values":[ [1700000000.123 , "1e3"],[1700000001.5,"-Inf"],
            [1700000002,"NaN"] ,[17,"-0.25"],[-1,"+Inf"]], "histograms":[[1,{"count":"2"}]]},
            {"metric":{"__name__":"skip"},"values":[[1,"2"],[3,"]4"]]}, {"metric":{"__name__":"any.text"},"values":[[1,"2"]]},
            {"metric":{"__name__":"b"},"values":[]},
            {"values":[],"metric":{"__name__":"c"}}
            ],"resultType":"matrix"},"status":"success"}
            """#
        // Values before the name of their series are refused.
        #expect(read(text, size: size) == nil)
        let found = try #require(
            read(
                text.replacingOccurrences(of: #""values":[],"metric""#, with: #""metric""#),
                size: size,
                unwanted: "skip"
            )
        )
        #expect(found.series.map(\.description) == [#"a{job="no\"deé"}"#, "skip", "b", "c"])
        #expect(found.milliseconds == [1_700_000_000_123, 1_700_000_001_500, 1_700_000_002_000, 17_000, -1_000])
        #expect(found.bits == [1e3, -.infinity, .nan, -0.25, .infinity].map(\.bitPattern))
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func readsWhatPrometheusWrites(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var (times, values): ([Int64], [Double]) = ([], [])
        var lines: [String] = []
        for row in 0..<Int.random(in: 1...6_000, using: &random) {
            let isWhole = Bool.random(using: &random)
            let time =
                1_699_999_990_000 + Int64(row) * 1_000 + (isWhole ? 0 : Int64.random(in: 1..<1_000, using: &random))
            let value: Double =
                switch Int.random(in: 0..<6, using: &random) {
                case 0: Double(Int64.random(in: -1_000...1_000, using: &random)) / 100
                case 1: Double(Int64.random(in: 0...1 << 53, using: &random))
                case 2: Double(bitPattern: random.next())
                case 3: Double.random(in: 0...1, using: &random)
                case 4: Double(Int64.random(in: 0...99_999_999, using: &random))
                default: 0
                }
            guard !value.isNaN else { continue }
            times.append(time)
            values.append(value)
            let fraction = time % 1_000 == 0 ? "" : String(format: ".%03d", time % 1_000)
            let text = value.isInfinite ? (value > 0 ? "+Inf" : "-Inf") : "\(value)"
            lines.append("[\(time / 1_000)\(fraction),\"\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)\"]")
        }
        let text =
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":["#
        let found = try #require(
            read(text + lines.joined(separator: ",") + "]}]}}\n", size: Int.random(in: 1...20_000, using: &random))
        )
        #expect(found.milliseconds == times)
        #expect(found.bits == values.map(\.bitPattern))
    }

    @Test(
        arguments: [
            "", "{", "[]", "{}x", "{},", "{}{}", "nul", #"{"data":[]}"#, #"{"data":{"result":{}}}"#, #"{"a":1,}"#,
            #"{"a" 1}"#,
            #"{"data":{"result":[1]}}"#, #"{"data":{"result":[{"metric":{"__name__":"a"},"values":[[1,"2"]"#,
            #"{"data":{"result":[{"values":[[1,"2"]]}]}}"#,
            #"{"data":{"result":[{"metric":{},"values":[[1,"2"]]}]}}"#,
            #"{"data":{"result":[{"metric":{"__name__":"a"},"values":[[1,"2"],]}]}}"#,
            #"{"data":{"result":[{"metric":{"__name__":"a"},"values":[[1,"2"] [3,"4"]]}]}}"#,
            #"{"data":{"result":[{"metric":{"__name__":"a"},"values":[[1700000000,"2x"]]}]}}"#,
            #"{"data":{"result":[{"metric":{"__name__":"a"},"values":[[1700000000.12,2]]}]}}"#,
            #"{"data":{"result":[{"metric":{"__name__":"a"},"values":[[1e300,"2"]]}]}}"#,
        ],
        [1, .max]
    )
    func refusesWhatIsNone(text: String, size: Int) {
        #expect(read(text, size: size) == nil)
    }

    /// A text without an end is not gathered for ever.
    @Test func refusesANameWithoutAnEnd() {
        var (reader, sink) = (RangeAnswer(), GatheredSamples())
        #expect(reader.append(Array(#"{"data":{"result":[{"metric":{"__name__":""#.utf8), into: &sink))
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 18)
        #expect((0..<8).contains { _ in !reader.append(piece, into: &sink) })
    }

    /// Mutations neither trap nor hang.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func survivesDamage(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let rows = (0..<200).map { "[\(1_700_000_000 + $0),\"\(Double($0) / 4)\"]" }.joined(separator: ",")
        var bytes = Array(#"{"data":{"result":[{"metric":{"__name__":"up"},"values":[\#(rows)]}]}}"#.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        var (reader, sink) = (RangeAnswer(), GatheredSamples())
        let middle = Int.random(in: 0...bytes.count, using: &random)
        if reader.append(Array(bytes[..<middle]), into: &sink) {
            _ = reader.append(Array(bytes[middle...]), into: &sink)
        }
        #expect(sink.milliseconds.count <= 200)
    }
}
