/// Takes the samples of an answer as they are read, so that no second copy of them is ever held.
public protocol SampleSink {
    /// The next samples belong to this series.
    ///
    /// - Returns: Whether its samples are wanted.
    mutating func begin(_ series: PrometheusSeries) -> Bool

    /// Some samples of the series, later than those before: as many as a chunk holds, or as have come.
    ///
    /// - Parameters:
    ///   - milliseconds: Their times, since the Unix epoch.
    ///   - values: Any numbers, also none; one for each time.
    ///   - rhythm: Between any two neighbours, milliseconds, when it is known to be the same.
    mutating func append(_ milliseconds: Span<Int64>, _ values: Span<Double>, rhythm: Int64?)
}
