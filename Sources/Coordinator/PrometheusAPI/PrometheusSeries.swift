public import MetricModel

/// What tells one series of Prometheus from all others: its metric's name and its labels.
public struct PrometheusSeries: Hashable, Sendable {
    /// The metric.
    public let name: MetricName
    /// The labels without `__name__`.
    public let labels: Labels

    /// Puts a series together.
    public init(name: MetricName, labels: Labels) {
        self.name = name
        self.labels = labels
    }

    /// Takes labels from outside, `__name__` among them; `nil` when that is missing, or a name is none.
    public init?(validating pairs: [(name: String, value: String)]) {
        var name: MetricName?
        var labels: [Label] = []
        labels.reserveCapacity(pairs.count)
        for pair in pairs {
            if pair.name == "__name__" {
                guard name == nil, let found = MetricName(validating: pair.value) else { return nil }
                name = found
            } else {
                guard let label = LabelName(validating: pair.name) else { return nil }
                labels.append(Label(label, pair.value))
            }
        }
        guard let name, let labels = Labels(validating: labels) else { return nil }
        self.init(name: name, labels: labels)
    }

    /// Its name in MLO-V2's files.
    public var id: SeriesID { SeriesID(name: name, labels: labels) }

    /// Every label with `__name__` first.
    public var pairs: [(name: String, value: String)] {
        [("__name__", name.text)] + labels.map { ($0.name.text, $0.value) }
    }
}

extension PrometheusSeries: Comparable, CustomStringConvertible {
    /// By the text.
    public static func < (one: PrometheusSeries, other: PrometheusSeries) -> Bool {
        one.description < other.description
    }

    /// As Prometheus writes it, `up{job="node"}`.
    public var description: String { name.text + labels.description }
}

extension PrometheusSeries: Codable {
    /// Reads an object of labels.
    ///
    /// - Throws: `DecodingError` when it is no object of texts, or no series.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let labels = try container.decode([String: String].self)
        guard let series = PrometheusSeries(validating: labels.map { ($0.key, $0.value) }) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "the labels of no series: \(labels)"
            )
        }
        self = series
    }

    /// Writes an object of labels, `__name__` among them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: pairs.map { ($0.name, $0.value) }))
    }
}
