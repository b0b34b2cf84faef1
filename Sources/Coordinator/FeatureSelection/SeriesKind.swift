/// How the value of a series is to be read.
public enum SeriesKind: String, Sendable, Codable, CaseIterable {
    /// The value itself says something.
    case gauge
    /// Only the rate of change says something: the value is a sum since some start.
    case counter
}

extension SeriesKind {
    /// Decides by what the values do, and in doubt by the name, as Prometheus' naming rules go.
    ///
    /// Many exporters leave counters untyped (`node_netstat_Tcp_InSegs`) or publish clocks and sums as gauges
    /// (`node_time_seconds`): a series that never falls, except down to a fresh start, is taken as a counter, so that it
    /// cannot tell the time by its level. One that is named like a counter may fall a little now and then, as the kernel's
    /// idle seconds do; one that is named like a counter but breathes (`threads_count`) is a gauge.
    ///
    /// - Parameters:
    ///   - name: A metric name, with or without `{labels}`.
    ///   - values: Samples in order of time, NaN where missing; only what may be known, such as the training rows.
    /// - Complexity: O(n).
    public init(of name: String, values: some Sequence<Double>) {
        var previous = Double.nan
        var (rises, falls, restarts) = (0, 0, 0)
        for value in values where !value.isNaN {
            if value > previous {
                rises += 1
            } else if value < previous {
                // A restart loses nearly everything; whatever falls by less is no counter's doing.
                if value >= 0, value < previous * 0.1 { restarts += 1 } else { falls += 1 }
            }
            previous = value
        }
        let metric = name.prefix { $0 != "{" }
        let isNamedSo = ["_total", "_count", "_sum", "_bucket"].contains(where: { metric.hasSuffix($0) })
        let isCounter =
            isNamedSo
            ? falls + restarts <= 1 + rises / 10
            : falls == 0 && rises > 0 && 20 * restarts <= rises
        self = isCounter ? .counter : .gauge
    }
}
