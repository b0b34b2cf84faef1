public import MetricModel

/// What a target showed at one moment.
public struct Scrape: Sendable, Equatable {
    /// In the order of the page; a sample without a time stamp was measured at ``milliseconds``.
    public let families: [MetricFamily]
    /// When the target was asked, since the Unix epoch.
    public let milliseconds: Int64
    /// From the question until the page was read.
    public let duration: Duration

    /// Puts a scrape together.
    public init(families: [MetricFamily], milliseconds: Int64, duration: Duration) {
        self.families = families
        self.milliseconds = milliseconds
        self.duration = duration
    }

    /// How many samples there are.
    public var sampleCount: Int { families.reduce(0) { $0 + $1.samples.count } }
}
