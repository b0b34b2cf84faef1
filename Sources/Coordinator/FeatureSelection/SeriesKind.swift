/// How the value of a series is to be read.
public enum SeriesKind: String, Sendable, Codable, CaseIterable {
    /// The value itself says something.
    case gauge
    /// Only the rate of change says something: the value is a sum since some start.
    case counter
}

extension SeriesKind {
    /// Decides by the name, as Prometheus' naming rules go, and else by what the values do.
    ///
    /// Many exporters leave counters untyped (`node_netstat_Tcp_InSegs`) or publish clocks and sums as gauges
    /// (`node_time_seconds`): a series that never falls, except down to a fresh start, is taken as a counter, so that it
    /// cannot tell the time by its level.
    ///
    /// - Parameters:
    ///   - name: A metric name, with or without `{labels}`.
    ///   - values: Samples in order of time, NaN where missing; only what may be known, such as the training rows.
    /// - Complexity: O(n).
    public init(of name: String, values: some Sequence<Double>) {
        let metric = name.prefix { $0 != "{" }
        if ["_total", "_count", "_sum", "_bucket"].contains(where: { metric.hasSuffix($0) }) {
            self = .counter
            return
        }
        var previous = Double.nan
        var rises = 0
        var restarts = 0
        for value in values where !value.isNaN {
            if value > previous {
                rises += 1
            } else if value < previous {
                // A restart loses nearly everything; whatever falls by less is a gauge that breathes.
                guard value >= 0, value < previous * 0.1 else {
                    self = .gauge
                    return
                }
                restarts += 1
            }
            previous = value
        }
        self = rises > 0 && rises >= 20 * restarts ? .counter : .gauge
    }
}
