/// The rows from which one horizon can be learned: their position and their label's.
struct SampleSet {
    /// Positions of the rows whose past is known, rising.
    var rows: [Int] = []
    /// Positions of the rows that hold the labels.
    var labelRows: [Int] = []
    /// The labels on the KPI's scale.
    var labels: [Double] = []
    /// The labels in the KPI's unit.
    var values: [Double] = []

    var count: Int { rows.count }

    /// Every row from `firstRow` on that has a label.
    ///
    /// The label is the KPI H + 1 seconds after the row, by time stamp: a gap never shortens the lead.
    init(of table: TrainingTable, horizonSeconds: Int, scale: TargetScale, from firstRow: Int) {
        let lead = Int64(horizonSeconds) + 1
        var labelRow = 0
        for row in min(firstRow, table.rowCount)..<table.rowCount {
            let wanted = table.seconds[row] + lead
            while labelRow < table.rowCount, table.seconds[labelRow] < wanted { labelRow += 1 }
            guard labelRow < table.rowCount else { break }
            guard table.seconds[labelRow] == wanted, table.target[labelRow].isFinite else { continue }
            append(row: row, labelRow: labelRow, value: table.target[labelRow], scale: scale)
        }
    }

    private mutating func append(row: Int, labelRow: Int, value: Double, scale: TargetScale) {
        rows.append(row)
        labelRows.append(labelRow)
        values.append(value)
        labels.append(scale.forward(value))
    }

    /// Adds the samples of another set.
    mutating func append(_ other: SampleSet) {
        rows += other.rows
        labelRows += other.labelRows
        labels += other.labels
        values += other.values
    }

    /// Samples whose row is not before `start` and whose label lies before `end`.
    func between(_ start: Int, _ end: Int) -> SampleSet {
        kept(rows.indices.filter { rows[$0] >= start && labelRows[$0] < end })
    }

    /// Samples whose row lies before `end`, wherever their label is.
    func before(row end: Int) -> SampleSet {
        kept(rows.indices.filter { rows[$0] < end })
    }

    private func kept(_ kept: [Int]) -> SampleSet {
        var result = self
        result.rows = kept.map { rows[$0] }
        result.labelRows = kept.map { labelRows[$0] }
        result.labels = kept.map { labels[$0] }
        result.values = kept.map { values[$0] }
        return result
    }
}
