/// Takes the samples of an answer as they are read, so that no second copy of them is ever held.
public protocol SampleSink {
    /// The next samples belong to this series.
    ///
    /// - Returns: Whether its samples are wanted.
    mutating func begin(_ series: PrometheusSeries) -> Bool

    /// Some samples of the series, later than those before: as many as a chunk holds, or an answer has of the series.
    mutating func append(_ samples: [SeriesSample])
}

/// One sample of a series.
public struct SeriesSample: Sendable {
    /// Since the Unix epoch.
    public var milliseconds: Int64
    /// Any number, also none.
    public var value: Double
}
