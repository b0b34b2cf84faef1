/// The layout that each slice's rows were last written in, so that nobody has to look for it each second.
struct KnownLayouts: Sendable {
    private(set) var rows: [Int64: (columns: [SeriesColumn], key: Int64)] = [:]
    private(set) var kpis: [Int64: (columns: [String], key: Int64)] = [:]

    var isEmpty: Bool { rows.isEmpty && kpis.isEmpty }

    /// The key of the layout of rows, when it is the one from before.
    func key(of columns: [SeriesColumn], slice: Int64) -> Int64? {
        // Nearly always the same array, which is seen at once.
        rows[slice].flatMap { $0.columns == columns ? $0.key : nil }
    }

    /// The key of the layout of rows of the KPI, when it is the one from before.
    func key(ofKPI columns: [String], slice: Int64) -> Int64? {
        kpis[slice].flatMap { $0.columns == columns ? $0.key : nil }
    }

    mutating func note(_ key: Int64, of columns: [SeriesColumn], slice: Int64) { rows[slice] = (columns, key) }
    mutating func note(_ key: Int64, ofKPI columns: [String], slice: Int64) { kpis[slice] = (columns, key) }

    /// Takes over what others have found.
    mutating func formUnion(_ other: KnownLayouts) {
        rows.merge(other.rows) { $1 }
        kpis.merge(other.kpis) { $1 }
    }
}
