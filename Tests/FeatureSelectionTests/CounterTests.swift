import FeatureSelection
import Testing

@Suite struct CounterTests {
    static let cases: [(String, [Double], SeriesKind)] = [
        ("node_forks_total{}", [5, 5, 5], .counter),
        ("jvm_threads_count{}", [5, 7, 6, 8, 7], .gauge),
        ("node_cpu_seconds_total", (0..<200).map { $0 == 90 ? 88.99 : Double($0) }, .counter),
        (#"node_cpu_seconds_total{cpu="0",mode="idle"}"#, [1, 2], .counter),
        ("go_gc_duration_seconds_count", [1, 1], .counter),
        ("node_netstat_Tcp_InSegs{}", [10, 12, 12, 15, .nan, 18], .counter),
        ("node_time_seconds{}", [1.6e9, 1.6e9 + 1, 1.6e9 + 2], .counter),
        ("node_load1{}", [0.5, 0.7, 0.6], .gauge),
        ("node_filesystem_free_bytes{}", [9, 8, 7, 6], .gauge),
        ("node_memory_MemTotal_bytes{}", [8, 8, 8], .gauge),
        ("node_total_things{}", [3, 1, 2], .gauge),
        ("never_seen{}", [.nan, .nan], .gauge),
    ]

    @Test(arguments: cases)
    func tellsCountersFromGauges(name: String, values: [Double], expected: SeriesKind) {
        #expect(SeriesKind(of: name, values: values) == expected)
    }

    @Test func takesACounterThatStartedAnewAsACounter() {
        let values = (1...100).map { 50 * Double($0) } + (1...100).map { 50 * Double($0) }
        #expect(SeriesKind(of: "node_netstat_Tcp_InSegs{}", values: values) == .counter)
    }

    @Test func takesASawtoothAsAGauge() {
        let values = (0..<400).map { Double($0 % 10) }
        #expect(SeriesKind(of: "queue_length{}", values: values) == .gauge)
    }

    @Test func givesRatesPerSecond() {
        let matrix = SeriesMatrix(
            names: ["a_total", "b"],
            columns: [[10, 14, 14, .nan, 20, 3, 5], [1, 2, 3, 2, 5, 6, 7]]
        )
        let seconds: [Int64] = [0, 1, 2, 3, 4, 5, 7]
        let rates = matrix.rates(of: matrix.kinds(in: 0..<7), seconds: seconds)
        let expected = [.nan, 4, 0, .nan, 3, .nan, 1]
        #expect(rates.columns[0].map(\.bitPattern) == expected.map(\.bitPattern))
        #expect(rates.columns[1] == matrix.columns[1])
    }

    @Test func givesNoRateOverALongGap() {
        var rate = CounterRate()
        #expect(rate.append(1, at: 0).isNaN)
        #expect(rate.append(100, at: 61).isNaN)
        #expect(rate.append(160, at: 121) == 1)
    }
}
