import MetricModel

/// What the labels that a server sends belong to.
enum SeriesLabels {
    /// A series as this project knows them.
    case series(PrometheusSeries)
    /// One with a name of any text, which servers since version 3 may have; it is passed over.
    case foreign

    /// Takes labels from outside, `__name__` among them; `nil` when that is missing, or one is there twice.
    init?(_ pairs: [(name: String, value: String)]) {
        if let series = PrometheusSeries(validating: pairs) {
            self = .series(series)
            return
        }
        let names = Set(pairs.map(\.name))
        guard names.count == pairs.count, names.contains("__name__") else { return nil }
        self = .foreign
    }

    /// The series, unless it is a foreign one.
    var series: PrometheusSeries? {
        if case .series(let series) = self { series } else { nil }
    }
}
