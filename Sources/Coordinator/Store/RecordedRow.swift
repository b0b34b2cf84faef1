/// What was known of a slice's inputs at one second.
public struct RecordedRow: Sendable, Equatable {
    /// The UTC second, since the Unix epoch.
    public var second: Int64
    /// The flavor that was in force.
    public var flavor: String
    /// The values as scraped (counters are not yet rates), in the order of the columns; NaN is missing.
    public var numbers: [Double]

    /// A row.
    public init(second: Int64, flavor: String, numbers: [Double]) {
        self.second = second
        self.flavor = flavor
        self.numbers = numbers
    }
}

/// One second of the KPI stream.
public struct KPIRow: Sendable, Equatable {
    /// The UTC second, since the Unix epoch.
    public var second: Int64
    /// The figures in the order of the columns; NaN is missing.
    public var numbers: [Double]

    /// A row.
    public init(second: Int64, numbers: [Double]) {
        self.second = second
        self.numbers = numbers
    }
}
