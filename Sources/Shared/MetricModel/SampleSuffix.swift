/// What the name of a series has beyond the name of its family.
///
/// Source: OpenMetrics 1.0, section 5; `_total` and `_info` are part of a family's name here, as in Prometheus.
public enum SampleSuffix: String, Sendable, CaseIterable {
    /// Nothing.
    case none = ""
    /// A cumulative bucket of a histogram; the label `le` is its upper bound.
    case bucket = "_bucket"
    /// The sum of a histogram's or summary's observations.
    case sum = "_sum"
    /// The number of a histogram's or summary's observations.
    case count = "_count"
    /// The sum of a gauge histogram's observations.
    case gaugeSum = "_gsum"
    /// The number of a gauge histogram's observations.
    case gaugeCount = "_gcount"
}
