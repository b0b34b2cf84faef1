package import FeatureSelection
package import Store

/// The recorded rows of one flavor, as columns over seconds.
package struct TrainingSet: Sendable {
    /// At most so many values are trained on; of more, the newest.
    static let largestCellCount = 60_000_000

    package let seconds: [Int64]
    package let series: SeriesMatrix
    /// The KPI at each second, NaN where it is missing.
    package let target: [Double]
    /// The names of the series whose targets call them counters.
    package let declaredCounters: Set<String>

    package var rowCount: Int { seconds.count }
    /// How many rows have a KPI.
    package var knownCount: Int { target.count { $0.isFinite } }

    /// Joins rows and KPI by second.
    ///
    /// - Parameters:
    ///   - pieces: Rows in order of time; a series that a piece does not have is missing there.
    ///   - kpi: The KPI by second.
    ///   - settle: So many seconds are left out at the start of every stretch of rows: the KPI still shows what was in
    ///     force before.
    package init(pieces: [(columns: [SeriesColumn], rows: [RecordedRow])], kpi: [Int64: Double], settle: Int) {
        var names: [String: Int] = [:]
        var counters: Set<String> = []
        for column in pieces.flatMap(\.columns) {
            if names[column.name] == nil { names[column.name] = names.count }
            if column.kind == .counter { counters.insert(column.name) }
        }
        let rows = Self.kept(pieces.flatMap { piece in piece.rows.map(\.second) }, settle: settle, columns: names.count)
        let keptRows = Set(rows)

        var columns = [[Double]](repeating: Array(repeating: .nan, count: rows.count), count: names.count)
        var row = 0
        for piece in pieces {
            let places = piece.columns.map { names[$0.name] ?? 0 }
            for recorded in piece.rows where keptRows.contains(recorded.second) {
                for (value, place) in zip(recorded.numbers, places) { columns[place][row] = value }
                row += 1
            }
        }
        seconds = rows
        series = SeriesMatrix(names: names.sorted { $0.value < $1.value }.map(\.key), columns: columns)
        target = rows.map { kpi[$0] ?? .nan }
        declaredCounters = counters
    }

    private static func kept(_ seconds: [Int64], settle: Int, columns: Int) -> [Int64] {
        var kept: [Int64] = []
        var stretchStart = Int64.min
        var previous = Int64.min / 2
        for second in seconds {
            if second - previous > 5 { stretchStart = second }
            previous = second
            if second - stretchStart >= Int64(settle) { kept.append(second) }
        }
        return Array(kept.suffix(largestCellCount / max(1, columns)))
    }
}
