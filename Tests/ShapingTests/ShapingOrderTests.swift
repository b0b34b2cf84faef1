import Shaping
import Testing

@Suite struct ShapingOrderTests {
    private let good = """
        { "rate_bits_per_second": 10000000, "burst_bytes":20000, "latency_milliseconds":400,
          "lease_seconds":30, "fencing":7 }
        """

    @Test func readsAnOrder() throws {
        let order = try ShapingOrder(parsing: Array(good.utf8))
        #expect(order.shape == TrafficShape(rate: 10_000_000, burst: 20_000, latency: 400))
        #expect(order.leaseSeconds == 30)
        #expect(order.fencing == 7)
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"rate_bits_per_second":"10"}"#, #"{"rate_bits_per_second":1.5}"#,
        #"{"rate_bits_per_second":-1}"#, #"{"fencing":1,"fencing":2}"#, #"{"fencing":99999999999999999999}"#,
        #"{"fencing":1} x"#, #"{"fen\"cing":1}"#, "{\u{0}}",
    ])
    func refusesWhatIsNoOrder(text: String) {
        #expect(throws: ShapingRefusal.self) { try ShapingOrder(parsing: Array(text.utf8)) }
    }

    @Test(arguments: [("10000000", "7999"), ("20000", "1499"), ("400", "10001"), (":30", ":3601"), (":30", ":0")])
    func refusesNumbersOutOfRange(given: String, instead: String) {
        let text = good.replacing(given, with: instead)
        #expect(throws: ShapingRefusal.self) { try ShapingOrder(parsing: Array(text.utf8)) }
    }

    @Test func refusesUnknownNames() {
        let text = good.replacing("}", with: #", "shell": 1 }"#)
        #expect(throws: ShapingRefusal.invalid("`shell` is not known")) { try ShapingOrder(parsing: Array(text.utf8)) }
    }

    @Test(arguments: [
        ("eth0,rate=1000000,burst=20000,latency=400", true), ("eth0,none", true), ("eth0", false), (",none", false),
        ("a/b,none", false), ("-x,none", false), ("interfacenameislong,none", false), ("eth0,rate=1", false),
        ("eth0,rate=x,burst=1,latency=1", false),
    ])
    func readsSafeStates(text: String, isGood: Bool) {
        var settings = ShaperSettings()
        #expect(((try? settings.addInterface(text)) != nil) == isGood)
    }

    @Test func readsWhatTcSays() {
        let text = """
            [{"kind":"tbf","handle":"8001:","root":true,"refcnt":2,"options":{"rate":1250000,"burst":20000,"lat":400000}}]
            """
        #expect(TrafficControl.parse(text) == TrafficShape(rate: 10_000_000, burst: 20_000, latency: 400))
        #expect(TrafficControl.parse(#"[{"kind":"noqueue","handle":"0:","root":true}]"#) == nil)
    }
}
