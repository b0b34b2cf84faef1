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
            for sample in family.samples where Self.isOfUse(sample) {
                let column = SeriesColumn(sample, of: family, instance: instance, job: job)
                entries.append(Entry(column: column, value: sample.value))
            }
        }
    }

    /// Reads families whose samples have time stamps: a page for each second that they are of, read in the same way.
    ///
    /// The samples of a series follow each other, and it is named once.
    static func bySecond(_ families: [MetricFamily], instance: String, job: String) -> [Int64: ScrapedPage] {
        var pages: [Int64: ScrapedPage] = [:]
        for family in families {
            var known: (sample: Sample, column: SeriesColumn)?
            for sample in family.samples where isOfUse(sample) {
                guard let milliseconds = sample.timestampMilliseconds else { continue }
                let column: SeriesColumn
                if let known, known.sample.suffix == sample.suffix, known.sample.labels == sample.labels {
                    column = known.column
                } else {
                    column = SeriesColumn(sample, of: family, instance: instance, job: job)
                }
                known = (sample, column)
                pages[flooredSecond(milliseconds), default: ScrapedPage(entries: [])].entries.append(
                    Entry(column: column, value: sample.value)
                )
            }
        }
        return pages
    }

    private static func isOfUse(_ sample: Sample) -> Bool { sample.suffix != .bucket && !sample.value.isNaN }
}

extension SeriesColumn {
    fileprivate init(_ sample: Sample, of family: MetricFamily, instance: String, job: String) {
        var labels = sample.labels
        if labels["instance"] == nil { labels = labels.setting("instance", to: instance) }
        if labels["job"] == nil { labels = labels.setting("job", to: job) }
        self.init(name: "\(family.seriesName(of: sample))\(labels)", kind: Kind(family.kind, sample.suffix))
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
