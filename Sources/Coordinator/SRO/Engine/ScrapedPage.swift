public import MetricModel
public import Store

/// What one target said at one second.
public struct ScrapedPage: Sendable, Equatable {
    /// A series and its value.
    public struct Entry: Sendable, Equatable {
        /// The series, with the labels `instance` and `job`.
        public var column: SeriesColumn
        /// Its value.
        public var value: Double

        /// An entry.
        public init(column: SeriesColumn, value: Double) {
            self.column = column
            self.value = value
        }
    }

    /// The series in the order of the page.
    public var entries: [Entry]

    /// A page.
    public init(entries: [Entry]) {
        self.entries = entries
    }

    /// Reads families as Prometheus would: each series gets the labels `instance` and `job`, unless it has them.
    ///
    /// Buckets of histograms are left out: there are many of them, and their sum and count say what a forecast needs.
    public init(families: [MetricFamily], instance: String, job: String) {
        entries = []
        for family in families {
            for sample in family.samples where sample.suffix != .bucket && !sample.value.isNaN {
                var labels = sample.labels
                if labels["instance"] == nil { labels = labels.setting("instance", to: instance) }
                if labels["job"] == nil { labels = labels.setting("job", to: job) }
                let name = family.seriesName(of: sample)
                let column = SeriesColumn(name: "\(name)\(labels)", kind: SeriesColumn.Kind(family.kind, sample.suffix))
                entries.append(Entry(column: column, value: sample.value))
            }
        }
    }
}

extension SeriesColumn.Kind {
    init(_ kind: MetricKind, _ suffix: SampleSuffix) {
        switch kind {
        case .counter: self = .counter
        case .histogram, .summary: self = suffix == .none ? .gauge : .counter
        case .gauge, .gaugeHistogram, .info, .stateSet: self = .gauge
        case .unknown: self = .untyped
        }
    }
}
