import MetricModel
import SRO
import Store
import Testing

@Suite struct StreamTests {
    private static let load = #"node_load1{instance="10.0.0.7:9100"}"#
    private static let sockets = #"node_sockstat_sockets_used{instance="10.0.0.7:9100"}"#

    @Test func aSecondIsHandedOutWithTheLastOfItsSeries() {
        var assembler = SecondAssembler(targetCount: 0, isStreaming: true)
        assembler.expect([Self.load, Self.sockets])
        _ = assembler.add(1, of: Self.load, second: 100, at: 100_000)
        _ = assembler.add(70, of: Self.sockets, second: 99, at: 100_000)
        assembler.add(kpi: 50, second: 100, at: 100_400)
        #expect(assembler.take(at: 100_500).isEmpty)
        _ = assembler.add(71, of: Self.sockets, second: 100, at: 100_600)
        let rows = assembler.take(at: 100_600)
        #expect(rows.map(\.second) == [99, 100])
        #expect(rows.last?.values == [1, 71])
    }

    @Test func aSeriesThatHasFallenSilentIsNotWaitedFor() {
        var assembler = SecondAssembler(targetCount: 0, isStreaming: true)
        assembler.expect([Self.load, Self.sockets])
        _ = assembler.add(70, of: Self.sockets, second: 80, at: 80_000)
        _ = assembler.take(at: 90_000)
        _ = assembler.add(1, of: Self.load, second: 100, at: 100_000)
        assembler.add(kpi: 50, second: 100, at: 100_100)
        let rows = assembler.take(at: 100_100)
        #expect(rows.map(\.second) == [100])
        #expect(rows.first?.values.first == 1)
    }

    @Test func secondsThatWereHandedOutBeforeAreOver() {
        var assembler = SecondAssembler(targetCount: 0, isStreaming: true, lastSecond: 100)
        #expect(assembler.isPast(100, at: 100_500))
        #expect(!assembler.isPast(101, at: 101_500))
        #expect(assembler.isPast(101, at: 112_000))
        // The clock has stepped back.
        #expect(!assembler.isPast(50, at: 50_000))
        _ = assembler.add(1, of: Self.load, second: 100, at: 101_000)
        _ = assembler.add(2, of: Self.load, second: 101, at: 101_000)
        #expect(assembler.take(at: 110_000).map(\.second) == [101])
    }

    @Test func whatWasSaidLongAgoIsNoStepOfTheClock() {
        var assembler = SecondAssembler(targetCount: 0, isStreaming: true)
        assembler.expect([Self.load])
        _ = assembler.add(1, of: Self.load, second: 3_700, at: 3_700_000)
        assembler.add(kpi: 50, second: 3_700, at: 3_700_100)
        #expect(assembler.take(at: 3_700_100).count == 1)
        let hasSteppedBack = assembler.add(1, of: Self.load, second: 100, at: 3_700_200)
        #expect(!hasSteppedBack)
    }

    @Test func aClockThatIsSetBackByAnHourBeginsAnew() {
        var assembler = SecondAssembler(targetCount: 0, isStreaming: true)
        assembler.expect([Self.load])
        _ = assembler.add(1, of: Self.load, second: 3_700, at: 3_700_000)
        assembler.add(kpi: 50, second: 3_700, at: 3_700_100)
        _ = assembler.take(at: 3_700_100)
        let hasSteppedBack = assembler.add(2, of: Self.load, second: 101, at: 101_000)
        assembler.add(kpi: 50, second: 101, at: 101_100)
        #expect(hasSteppedBack)
        #expect(assembler.take(at: 101_200).map(\.second) == [101])
    }

    @Test func aForecastIsOneObjectOfJSON() {
        let point = StoredForecast.Point(
            horizonSeconds: 30,
            value: 50,
            lower: 40,
            upper: .infinity,
            violationProbability: nil,
            freshShare: 1,
            isDegraded: false,
            family: "trees"
        )
        let forecast = StoredForecast(
            second: 1_579_355_129,
            flavor: "low",
            version: 2,
            lastValue: 49.5,
            runningMedian: nil,
            points: [point]
        )
        let slice = Slice(
            id: "1",
            kpi: .init(name: "R\"99", unit: "ms"),
            bound: .upper(180),
            flavors: [Flavor(id: "low")]
        )
        var bytes: [UInt8] = []
        forecast.appendJSON(slice: slice, to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        let head = #"{"slice":"1","kpi":"R\"99","unit":"ms","second":1579355129,"flavor":"low","model_version":2"#
        let middle = #","last_value":49.5,"running_median":null,"horizons":[{"horizon_seconds":30"#
        let tail = #","due_second":1579355160,"value":50.0,"lower":40.0,"upper":null,"violation_probability":null"#
        #expect(text == head + middle + tail + #","fresh_share":1.0,"degraded":false,"family":"trees"}]}"#)
    }
}
