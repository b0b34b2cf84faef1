/// What is sampled, how often, and over which spans of time it is summed up.
public struct SamplingSettings: Equatable, Sendable {
    /// Milliseconds from one sample to the next.
    public var intervalMilliseconds: Int64 = 1_000
    /// The spans of time in milliseconds, ascending.
    public var spansMilliseconds: [Int64] = [10_000, 30_000, 60_000, 240_000]
    /// The most series that are kept; further ones are counted and dropped.
    public var seriesLimit = 4_096
    /// Milliseconds of full resolution that are kept for a client that was cut off; 0 for none.
    public var historyMilliseconds: Int64 = 900_000

    /// The defaults.
    public init() {}

    /// How many samples the longest span has.
    var windowCapacity: Int {
        Int((spansMilliseconds.last ?? 0) / max(intervalMilliseconds, 1)) + 1
    }
}
