import Glibc

/// The scale on which a KPI is judged: latencies vary by factors, so positive KPIs are taken by their logarithm.
struct KPIScale {
    /// The typical size of the KPI when some of its values are 0 or negative; nil when all are positive.
    private let unit: Double?

    /// Looks at the values that may be known.
    init(fitting values: some Collection<Double>) {
        let sizes = values.filter(\.isFinite)
        guard sizes.contains(where: { $0 <= 0 }) else {
            unit = nil
            return
        }
        let ordered = sizes.map(abs).filter { $0 > 0 }.sorted()
        unit = ordered.isEmpty ? 1 : ordered[ordered.count / 2]
    }

    /// The values on this scale; NaN where they are missing or not finite.
    func applied(to values: [Double]) -> [Double] {
        values.map { value in
            guard value.isFinite else { return .nan }
            guard let unit else { return log(value) }
            return asinh(value / unit)
        }
    }
}
