/// Chooses the series that a model is to be given.
///
/// Deterministic: equal input gives equal output, and ties go to the name that sorts first.
public struct FeatureSelector: Sendable {
    /// What is to be selected, and how.
    public let settings: SelectionSettings

    /// Prepares a selection.
    public init(_ settings: SelectionSettings = SelectionSettings()) {
        self.settings = settings
    }

    /// Chooses series by what they tell about the KPI at the horizon.
    ///
    /// Nothing outside `rows` is looked at, neither series nor KPI.
    ///
    /// - Parameters:
    ///   - matrix: Raw series; counters are found and read as rates.
    ///   - seconds: The time of each row, UTC seconds, rising.
    ///   - target: The KPI at each row, NaN where missing.
    ///   - rows: The training rows.
    /// - Returns: ``SelectionSettings/count`` series, or as many as there are.
    /// - Throws: ``SelectionError`` when there is nothing to judge by or to choose from.
    /// - Precondition: One second and one target for each row, and `rows` inside them.
    /// - Complexity: O(rows × columns).
    public func select(
        from matrix: SeriesMatrix,
        seconds: [Int64],
        target: [Double],
        rows: Range<Int>
    ) throws(SelectionError) -> Selection {
        precondition(seconds.count == matrix.rowCount && target.count == matrix.rowCount, "ragged rows")
        let kinds = matrix.kinds(in: rows)
        let times = Array(seconds[rows])
        let series = matrix.rows(rows).rates(of: kinds, seconds: times)
        let verdicts = settings.screening.verdicts(on: series)
        let candidates = verdicts.indices.filter { verdicts[$0] == .kept }
        guard !candidates.isEmpty else { throw .nothingToChoose(columns: matrix.columnCount) }

        let kpi = KPIScale(fitting: target[rows]).applied(to: Array(target[rows]))
        let labels = ForwardTarget.labels(kpi, seconds: times, leadSeconds: settings.horizonSeconds + 1)
        let known = labels.count { !$0.isNaN }
        guard known >= ForwardTarget.fewestRows else {
            throw .tooFewRows(found: known, needed: ForwardTarget.fewestRows)
        }

        let judge = ForwardJudge(series: series, seconds: times, kpi: kpi, settings: settings)
        let forward = judge.scores(of: candidates)
        let tests = candidates.map { FTest(series.columns[$0], against: labels) }
        // Where the evidence is even, the plain correlation decides, and then the name.
        let ranked = candidates.indices.sorted { a, b in
            let names = series.names
            let first = settings.method == .fTest ? tests[a].statistic : forward[a]
            let second = settings.method == .fTest ? tests[b].statistic : forward[b]
            guard first == second else { return first > second }
            guard tests[a].statistic == tests[b].statistic else { return tests[a].statistic > tests[b].statistic }
            return (names[candidates[a]], a) < (names[candidates[b]], b)
        }
        let order =
            switch settings.method {
            case .fTest: Array(ranked.prefix(settings.count))
            case .forward:
                judge.spread(ranked.map { (column: candidates[$0], score: forward[$0]) }).map { ranked[$0] }
            }

        var scores = [Double](repeating: .nan, count: matrix.columnCount)
        var forwardScores = scores
        for (index, column) in candidates.enumerated() {
            forwardScores[column] = forward[index]
            scores[column] = settings.method == .fTest ? tests[index].statistic : forward[index]
        }
        // Copies come in only when the number that was asked for cannot be reached without them.
        let columns = order.map { candidates[$0] } + copies(of: order.map { candidates[$0] }, by: verdicts)
        for (column, verdict) in verdicts.enumerated() {
            guard case .duplicate(of: let original) = verdict else { continue }
            (scores[column], forwardScores[column]) = (scores[original], forwardScores[original])
        }
        let chosen = columns.prefix(settings.count).map { column in
            SelectedSeries(
                name: matrix.names[column],
                column: column,
                kind: kinds[column],
                score: scores[column],
                forwardScore: forwardScores[column]
            )
        }
        return Selection(
            chosen: chosen,
            verdicts: verdicts,
            scores: scores,
            forwardScores: forwardScores,
            kinds: kinds
        )
    }

    private func copies(of columns: [Int], by verdicts: [ScreeningVerdict]) -> [Int] {
        columns.flatMap { original in verdicts.indices.filter { verdicts[$0] == .duplicate(of: original) } }
    }
}
