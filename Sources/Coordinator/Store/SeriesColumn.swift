/// One column of recorded rows: a scraped series, or one of the figures of a KPI row.
public struct SeriesColumn: Sendable, Hashable {
    /// What the target said about the series.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Only grows, until its process starts anew; useful as a rate.
        case counter = "c"
        /// Useful as it is.
        case gauge = "g"
        /// The target did not say (node_exporter's `node_netstat_*` and `node_vmstat_*` are like that).
        case untyped = "u"
    }

    /// The series as text, such as `node_load1{instance="10.0.0.7:9100",job="node"}`, or the name of a KPI.
    public var name: String
    /// What the target said it is.
    public var kind: Kind

    /// A column.
    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
