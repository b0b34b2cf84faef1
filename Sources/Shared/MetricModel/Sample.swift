/// One measured value of one series.
public struct Sample: Sendable {
    /// What the name of the series has beyond the name of its family.
    public let suffix: SampleSuffix
    /// What tells it apart from the other series of its family.
    public let labels: Labels
    /// The value, in the unit that the family's name says; `.nan` is a value, too.
    public let value: Double
    /// When it was measured, in milliseconds since the Unix epoch; `nil` when it was at the scrape.
    public let timestampMilliseconds: Int64?

    /// Takes a measured value.
    public init(
        suffix: SampleSuffix = .none,
        labels: Labels = Labels(),
        value: Double,
        timestampMilliseconds: Int64? = nil
    ) {
        self.suffix = suffix
        self.labels = labels
        self.value = value
        self.timestampMilliseconds = timestampMilliseconds
    }

    /// The value that says that a series has ended, which is a NaN with these bits.
    ///
    /// Source: Prometheus, `model/value`.
    public static let staleMarker = Double(bitPattern: 0x7FF0_0000_0000_0002)

    /// Whether the value is the ``staleMarker`` rather than a measured one.
    public var isStaleMarker: Bool { value.bitPattern == Self.staleMarker.bitPattern }
}

extension Sample: Equatable {
    /// Whether everything is equal; values are compared by their bits, so that NaN equals itself.
    public static func == (one: Sample, other: Sample) -> Bool {
        one.suffix == other.suffix && one.value.bitPattern == other.value.bitPattern
            && one.timestampMilliseconds == other.timestampMilliseconds && one.labels == other.labels
    }
}
