/// Minimum redundancy, maximum relevance.
///
/// Series are picked one by one: each the one with the greatest relevance over its mean absolute correlation with those
/// picked before. This is the quotient form FCQ of Zhao, Anand and Wang, "Maximum relevance and minimum redundancy feature
/// selection methods for a marketing machine learning platform" (2019), after Peng, Long and Ding (2005).
package enum MinimumRedundancy {
    /// A correlation below this does not raise the score any more.
    static let correlationFloor = 0.001

    /// Picks columns.
    ///
    /// - Parameters:
    ///   - count: How many to pick, at most.
    ///   - columns: What to pick from; of equal ones the first is taken.
    ///   - relevance: One figure for each of the columns, 0 or more.
    ///   - matrix: The series.
    /// - Returns: Indices into `columns`, and the score each had when it was picked.
    /// - Complexity: O(count × columns × rows), on all cores.
    package static func pick(
        _ count: Int,
        of columns: [Int],
        relevance: [Double],
        in matrix: SeriesMatrix
    ) -> [(index: Int, score: Double)] {
        let units = inParallel(columns.count) { UnitColumn(matrix.columns[columns[$0]]) }
        var overlap = [Double](repeating: 0, count: columns.count)
        var isTaken = [Bool](repeating: false, count: columns.count)
        var picked: [(index: Int, score: Double)] = []
        while picked.count < min(count, columns.count) {
            var best: (index: Int, score: Double)?
            for index in columns.indices where !isTaken[index] {
                let mean = picked.isEmpty ? 1 : overlap[index] / Double(picked.count)
                let score = relevance[index] / max(mean, correlationFloor)
                if best.map({ score > $0.score }) ?? true {
                    best = (index, score)
                }
            }
            guard let best else { break }
            isTaken[best.index] = true
            picked.append(best)
            let latest = units[best.index]
            let correlations = inParallel(columns.count) { abs(units[$0].correlation(with: latest)) }
            for index in columns.indices { overlap[index] += correlations[index] }
        }
        return picked
    }
}
