import InfluxBridge
import Testing

@Suite struct InfluxTargetTests {
    @Test func writesToADatabaseAsKafkaInfluxDBDoes() {
        let target = InfluxTarget(
            url: "http://127.0.0.1:8086/",
            interface: .one(database: "selected-metrics", retentionPolicy: "autogen")
        )
        #expect(target.writeURL == "http://127.0.0.1:8086/write?db=selected-metrics&precision=s&rp=autogen")
        #expect(target.creation?.body == "q=CREATE%20DATABASE%20%22selected-metrics%22")
    }

    @Test func writesToABucket() {
        let target = InfluxTarget(
            url: "https://influx",
            interface: .two(organization: "ufu & co", bucket: "b/1"),
            precision: .milliseconds
        )
        #expect(target.writeURL == "https://influx/api/v2/write?org=ufu%20%26%20co&bucket=b%2F1&precision=ms")
        #expect(target.creation == nil)
    }

    @Test(arguments: [
        ("client-metrics=slice_1_slas:measurement", BridgeStream.mloV2[0]),
        ("t=a:b:metric", BridgeStream(topic: "t", database: "a:b", format: .metric)),
    ])
    func readsAStream(text: String, stream: BridgeStream) {
        #expect(BridgeStream(parsing: text) == stream)
    }

    @Test(arguments: ["", "t", "t=", "t=d", "t=d:", "t=d:json", "t=:metric", "=d:metric"])
    func refusesWhatIsNoStream(text: String) {
        #expect(BridgeStream(parsing: text) == nil)
    }

    @Test(arguments: [
        (#"{"error":"partial write: field type conflict dropped=2"}"#, 2),
        (#"{"error":"unable to parse 'x': bad"}"#, 1),
        ("", 1), ("dropped=99999999999999999999", 1), ("dropped=900", 5),
    ])
    func countsWhatInfluxDBRejects(text: String, rejected: Int) {
        #expect(InfluxWriter.partlyTaken(of: 5, text) == .partlyTaken(rejected: rejected, reason: text))
    }
}
