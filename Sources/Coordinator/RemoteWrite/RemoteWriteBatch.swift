public import MetricModel

/// The valid samples of a remote write request, and what became of the others.
public struct RemoteWriteBatch: Sendable, Equatable {
    /// One value of a series.
    public struct Sample: Sendable, Equatable {
        /// When it was measured, in milliseconds since the Unix epoch.
        public let timestampMilliseconds: Int64
        /// The value; `.nan`, infinite ones and the stale marker are values, too.
        public let value: Double

        /// Whether this says that the series has ended.
        public var isStaleMarker: Bool { value.bitPattern == MetricModel.Sample.staleMarker.bitPattern }

        /// Notes a value.
        public init(timestampMilliseconds: Int64, value: Double) {
            self.timestampMilliseconds = timestampMilliseconds
            self.value = value
        }

        /// By bits, so that NaN equals itself.
        public static func == (one: Self, other: Self) -> Bool {
            one.timestampMilliseconds == other.timestampMilliseconds
                && one.value.bitPattern == other.value.bitPattern
        }
    }

    /// A series with at least one sample.
    public struct Series: Sendable, Equatable {
        /// The metric's name.
        public let name: MetricName
        /// The labels without `__name__`; none of them is empty.
        public let labels: Labels
        /// Where its samples stand in ``RemoteWriteBatch/samples``.
        public let samples: Range<Int>

        /// Puts a series together.
        public init(name: MetricName, labels: Labels, samples: Range<Int>) {
            self.name = name
            self.labels = labels
            self.samples = samples
        }
    }

    /// The series, in the order of the request.
    public internal(set) var series: [Series] = []
    /// The samples of all series, one series after the other.
    public internal(set) var samples: [Sample] = []
    /// How many samples and histograms are left out because they are invalid.
    public internal(set) var rejectedCount = 0
    /// Why the first of them was left out; `nil` when none was.
    public internal(set) var firstRejection: String?

    init() {}

    mutating func reject(_ count: Int, _ reason: @autoclosure () -> String) {
        rejectedCount += count
        if firstRejection == nil { firstRejection = reason() }
    }
}
