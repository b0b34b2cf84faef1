import KafkaTransport
import MetricModel
import TestSupport
import Testing

@Suite struct MetricMessageTests {
    private static let recorded = """
        {"labels":{"__name__":"node_sockstat_TCP_alloc","instance":"192.168.0.107:9100","job":"node"},\
        "name":"node_sockstat_TCP_alloc","timestamp":"2020-01-18T13:45:29Z","value":"35"}
        """

    private static let sample = MetricMessage(
        name: "node_sockstat_TCP_alloc",
        labels: ["instance": "192.168.0.107:9100", "job": "node"],
        timestampMilliseconds: 1_579_355_129_000,
        value: 35
    )

    @Test func readsAndWritesTheAdaptersBytes() throws {
        #expect(try MetricMessage(parsing: Self.recorded.utf8) == Self.sample)
        #expect(text(Self.sample) == Self.recorded)
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "-0"), (24.94, "24.94"), (1e15, "1000000000000000"), (1.5e300 / 1e285, "1500000000000000"),
        (1e21, "1000000000000000000000"), (1.25e-7, "0.000000125"), (-1e-5, "-0.00001"),
        (0.1 + 0.2, "0.30000000000000004"),
        (2_251_799_813_685_249.5, "2251799813685249.5"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func writesNumbersAsGoDoes(value: Double, expected: String) throws {
        let message = MetricMessage(name: "m", labels: [], timestampMilliseconds: 0, value: value)
        let text = text(message)
        #expect(
            text == #"{"labels":{"__name__":"m"},"name":"m","timestamp":"1970-01-01T00:00:00Z","value":"\#(expected)"}"#
        )
        let read = try MetricMessage(parsing: text.utf8).value
        #expect(read == value || read.isNaN && value.isNaN)
    }

    @Test func escapesAsGoDoes() throws {
        let value = "<a&b> \"q\" \\ \n\r\t\u{8}\u{1}\u{2028} é 😀"
        let message = MetricMessage(name: "m", labels: ["path": value], timestampMilliseconds: 0, value: 1)
        let escaped = #"\u003ca\u0026b\u003e \"q\" \\ \n\r\t\u0008\u0001\u2028 é 😀"#
        #expect(text(message).contains(#""path":"\#(escaped)""#))
        #expect(try MetricMessage(parsing: text(message).utf8) == message)
    }

    @Test(arguments: [
        (#"{"value":35,"timestamp":"2020-01-18T13:45:29Z","name":"m"}"#, 1_579_355_129_000 as Int64),
        (#"{ "name" : "m" , "timestamp" : 1579355129.25 , "value" : "35" }"#, 1_579_355_129_250),
        (#"{"name":"m","timestamp":"2020-01-18T13:45:29.257Z","value":"35"}"#, 1_579_355_129_257),
        (#"{"name":"m","timestamp":"2020-01-18T13:45:29.2571239Z","value":"35"}"#, 1_579_355_129_257),
        (#"{"name":"m","timestamp":"2020-01-18T10:45:29-03:00","value":"35"}"#, 1_579_355_129_000),
        (#"{"labels":{"__name__":"m"},"timestamp":"1579355129","value":"35"}"#, 1_579_355_129_000),
        (
            #"{"labels":{},"name":"\u006d","more":[1,{"x":"]}"}],"timestamp":"1579355129","value":"35"}"#,
            1_579_355_129_000
        ),
    ])
    func readsWhatOtherProducersWrite(text: String, milliseconds: Int64) throws {
        let expected = MetricMessage(name: "m", labels: [], timestampMilliseconds: milliseconds, value: 35)
        #expect(try MetricMessage(parsing: text.utf8) == expected)
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{}", "\u{0}", #"{"name":"m"}"#, #"{"name":"m","value":"35"}"#,
        #"{"name":"m","timestamp":"yesterday","value":"35"}"#, #"{"name":"m","timestamp":"1579355129","value":"many"}"#,
        #"{"name":"m","timestamp":"1579355129","value":"35"}x"#, #"{"name":"m","timestamp":"1579355129","value":{}}"#,
        #"{"name":"9","timestamp":"1579355129","value":"35"}"#, #"{"timestamp":"1579355129","value":"35"}"#,
        #"{"labels":{"a":"1","a":"2"},"name":"m","timestamp":"1579355129","value":"35"}"#,
        #"{"labels":{"a":1},"name":"m","timestamp":"1579355129","value":"35"}"#,
        #"{"name":"m","timestamp":"2020-13-18T13:45:29Z","value":"35"}"#, #"{"name":"m\"#,
        #"{"name":"\u00","timestamp":"1579355129","value":"35"}"#,
    ])
    func saysWhatIsWrong(text: String) {
        #expect(throws: MessageError.self) { try MetricMessage(parsing: text.utf8) }
    }

    @Test func survivesEveryMutation() {
        var random = SplitMix64(seed: 7)
        let original = Array(Self.recorded.utf8)
        var accepted = 0
        for _ in 0..<100_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch UInt8.random(in: 0..<4, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(position..<min(bytes.count, position + 9))
                case 2: bytes.insert(contentsOf: bytes.prefix(position), at: position)
                default: bytes[position] = Array(#"{}[]",:\"#.utf8).randomElement(using: &random) ?? 0
                }
                if bytes.isEmpty { bytes = [0] }
            }
            if (try? MetricMessage(parsing: bytes)) != nil { accepted += 1 }
            _ = try? MeasurementMessage(parsing: bytes)
        }
        #expect(accepted > 0 && accepted < 100_000)
    }

    private func text(_ message: MetricMessage) -> String {
        var bytes: [UInt8] = []
        message.encode(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
