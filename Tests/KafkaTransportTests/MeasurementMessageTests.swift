import KafkaTransport
import Testing

@Suite struct MeasurementMessageTests {
    @Test(arguments: [
        #"{ "measurement": "sla_slice_1_estimations", "values": [50.0], "time": "1579355159.0", "tags": {} }"#,
        #"{ "measurement": "cassandra_1", "values": [24.94], "time": "1579355129", "tags": {} }"#,
        #"{ "measurement": "loadgen_1", "values": [6], "time": "1579355129", "tags": {} }"#,
        #"{ "measurement": "sro_slice_1_logs", "values": [], "time": "1579355134", "tags": {"message": "up to 2"} }"#,
        #"{ "measurement": "m", "values": [1, 2.50], "time": "1.5", "tags": {"a": "\"", "b": "ü"} }"#,
    ])
    func writesWhatItReadsByteForByte(text: String) throws {
        let message = try MeasurementMessage(parsing: text.utf8)
        #expect(self.text(message) == text)
    }

    @Test func writesAForecastAsTheSRODoes() throws {
        let message = try #require(MeasurementMessage.forecast(slice: "1", value: 50, second: 1_579_355_159))
        #expect(
            text(message)
                == #"{ "measurement": "sla_slice_1_estimations", "values": [50.0], "time": "1579355159.0", "tags": {} }"#
        )
        #expect(MeasurementMessage.forecast(slice: "1", value: .nan, second: 1_579_355_159) == nil)
    }

    @Test(arguments: [
        (1e16, "1e+16"), (12_345_678_901_234_568, "1.2345678901234568e+16"), (-1e16, "-1e+16"),
        (1e15, "1000000000000000.0"),
        (0.0001, "0.0001"), (0.00001, "1e-05"), (1e22, "1e+22"), (123.456, "123.456"),
    ])
    func writesNumbersAsPythonDoes(value: Double, expected: String) {
        #expect(MeasurementMessage.forecast(slice: "1", value: value, second: 0)?.values == [expected])
    }

    @Test func takesTheSlipsOfTheOldProducersAsTheyAreMeant() throws {
        let missing =
            #"{ "measurement": "sla_slice_1_estimations", "values": [nan], "time": "1579355159.0", "tags": {} }"#
        #expect(try MeasurementMessage(parsing: missing.utf8).values == ["nan"])
        let unquoted =
            #"{ "measurement": "sro_slice_1_logs", "values": [], "time": "5", "tags": {"message": message} }"#
        #expect(try MeasurementMessage(parsing: unquoted.utf8).tags == [.init("message", "message")])
    }

    @Test(arguments: [
        "", "{}", #"{ "measurement": "m" }"#, #"{ "measurement": "m", "values": [1], "time": "now", "tags": {} }"#,
        #"{ "measurement": "m", "values": ["x"], "time": "1", "tags": {} }"#,
        #"{ "measurement": "m", "values": [1 2], "time": "1", "tags": {} }"#,
        #"{ "measurement": "m", "values": 1, "time": "1", "tags": {} }"#,
        #"{ "measurement": "m", "values": [1], "time": "1", "tags": [] }"#,
        #"{ "measurement": "m", "values": [1], "time": "1", "tags": {"#,
    ])
    func saysWhatIsWrong(text: String) {
        #expect(throws: MessageError.self) { try MeasurementMessage(parsing: text.utf8) }
    }

    @Test func refusesToPublishWhatIsNoNumber() {
        #expect(MeasurementMessage(measurement: "m", values: ["6."], time: "1") != nil)
        #expect(MeasurementMessage(measurement: "m", values: ["six"], time: "1") == nil)
        #expect(MeasurementMessage(measurement: "m", values: ["1], \"x\": [2"], time: "1") == nil)
    }

    private func text(_ message: MeasurementMessage) -> String {
        var bytes: [UInt8] = []
        message.encode(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
