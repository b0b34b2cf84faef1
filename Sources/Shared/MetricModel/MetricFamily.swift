/// The series of one metric, with what is said of them all.
public struct MetricFamily: Equatable, Sendable {
    /// The metric's name.
    public let name: MetricName
    /// One sentence for people; may be empty.
    public let help: String
    /// How the values behave.
    public let kind: MetricKind
    /// The measured values, in the order in which they are shown.
    public let samples: [Sample]

    /// Puts series together.
    public init(_ name: MetricName, help: String, kind: MetricKind, samples: [Sample]) {
        self.name = name
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    /// The name of the series that `sample` belongs to: the family's with the sample's suffix.
    public func seriesName(of sample: Sample) -> MetricName {
        sample.suffix == .none ? name : MetricName(name, suffix: sample.suffix)
    }
}

extension MetricName {
    /// A name stays one with a suffix of letters and underscores.
    init(_ name: MetricName, suffix: SampleSuffix) {
        self.init(unchecked: name.text + suffix.rawValue)
    }
}
