/// Takes the samples of an answer as they are read, so that no second copy of them is ever held.
public protocol SampleSink {
    /// The next samples belong to this series.
    ///
    /// - Returns: Whether its samples are wanted.
    mutating func begin(_ series: PrometheusSeries) -> Bool

    /// One sample of the series, later than the one before.
    ///
    /// - Parameters:
    ///   - value: Any number, also none.
    ///   - milliseconds: Since the Unix epoch.
    mutating func append(_ value: Double, at milliseconds: Int64)
}
