/// How the values of a family behave.
public enum MetricKind: Sendable, CaseIterable {
    /// Grows, and begins again at zero when its process does.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts of observations in cumulative buckets, their sum and their number.
    case histogram
    /// A histogram whose counts may go down.
    case gaugeHistogram
    /// Quantiles of observations, their sum and their number.
    case summary
    /// Facts told as labels; the value is 1.
    case info
    /// One boolean for each state.
    case stateSet
    /// Not told.
    case unknown
}
