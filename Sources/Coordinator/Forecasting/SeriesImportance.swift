import BoostedTrees
public import FeatureSelection

/// How much each series matters to boosted trees, for ``FeatureSelection/SelectionMethod/importance``.
public enum SeriesImportance {
    /// Grows trees on the first part of the rows and asks them about the part after it, three times with growing parts.
    ///
    /// Each series is given as it is and as its means over 10 and 30 rows. What it matters is the share of the later
    /// target's energy, around the mean of the earlier one, that its contributions (exact SHAP values) go along with: trees
    /// that learned a clock by heart get no credit for it.
    ///
    /// - Parameters:
    ///   - series: The series, NaN where missing, in order of time.
    ///   - target: What is to be forecast at each row, NaN where missing.
    /// - Returns: One figure for each series, 0 or more; all 0 when there are too few rows to learn and to judge.
    /// - Throws: ``BoostedTrees/XGBoostError`` when the trees cannot be grown.
    public static func ofBoostedTrees(_ series: SeriesMatrix, _ target: [Double]) throws -> [Double] {
        var agreement = [Double](repeating: 0, count: series.columnCount)
        let rows = target.indices.filter { target[$0].isFinite }
        guard rows.count >= 50, series.columnCount > 0 else { return agreement }
        let views = series.columns.flatMap { [$0, trailingMean($0, 10), trailingMean($0, 30)] }
        var energy = 0.0
        for tenths in [4, 6, 8] {
            let past = rows[..<(rows.count * tenths / 10)]
            let later = rows[(rows.count * tenths / 10)..<(rows.count * (tenths + 2) / 10)]
            let mean = past.reduce(0) { $0 + target[$1] } / Double(past.count)
            let learning = try FeatureMatrix(flat(views, past), columnCount: views.count)
            try learning.setLabels(past.map { Float(target[$0] - mean) })
            let trees = try Booster(growingOn: learning, settings: BoostingSettings(columnShare: 0.5))
            let contributions = try trees.contributions(FeatureMatrix(flat(views, later), columnCount: views.count))
            for (place, row) in later.enumerated() {
                let deviation = target[row] - mean
                energy += deviation * deviation
                for column in agreement.indices {
                    let first = place * (views.count + 1) + 3 * column
                    let contribution = contributions[first..<(first + 3)].reduce(0) { $0 + Double($1) }
                    agreement[column] += contribution * deviation
                }
            }
        }
        return agreement.map { energy > 0 ? max(0, $0 / energy) : 0 }
    }

    private static func flat(_ columns: [[Double]], _ rows: ArraySlice<Int>) -> [Float] {
        rows.flatMap { row in columns.map { Float($0[row]) } }
    }

    /// The mean of what is present in the last rows.
    private static func trailingMean(_ values: [Double], _ count: Int) -> [Double] {
        values.indices.map { row in
            let present = values[max(0, row - count + 1)...row].filter(\.isFinite)
            return present.isEmpty ? .nan : present.reduce(0, +) / Double(present.count)
        }
    }
}
