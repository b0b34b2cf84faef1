import MetricModel
import PrometheusAPI

/// Keeps what it is handed.
struct GatheredSamples: SampleSink {
    /// Series of this metric are not wanted.
    var unwanted = ""
    private(set) var series: [PrometheusSeries] = []
    private(set) var milliseconds: [Int64] = []
    private(set) var values: [Double] = []
    private(set) var rhythms: [Int64?] = []

    init(unwanted: String = "") {
        self.unwanted = unwanted
    }

    mutating func begin(_ series: PrometheusSeries) -> Bool {
        self.series.append(series)
        return series.name.text != unwanted
    }

    mutating func append(_ milliseconds: Span<Int64>, _ values: Span<Double>, rhythm: Int64?) {
        for place in milliseconds.indices {
            self.milliseconds.append(milliseconds[place])
            self.values.append(values[place])
        }
        rhythms.append(rhythm)
    }

    /// Numbers that compare equal when their bits do.
    var bits: [UInt64] { values.map(\.bitPattern) }
}
