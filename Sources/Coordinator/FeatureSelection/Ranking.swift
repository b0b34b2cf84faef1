/// Series in the order in which a method prefers them.
struct Ranking {
    /// Candidates, best first; beyond the number that was asked for the order means nothing.
    let order: [Int]
    /// For each candidate that the method came to, what it ranked it by.
    let scores: [Int: Double]
    /// For each candidate, what holds forward in time.
    let forward: [Int: ForwardJudge.Verdict]

    /// Ranks candidates.
    ///
    /// - Parameters:
    ///   - candidates: Columns to choose from.
    ///   - series: The series, counters as rates.
    ///   - seconds: The time of each row.
    ///   - kpi: The KPI at each row, on the scale on which it is judged.
    init(
        of candidates: [Int],
        in series: SeriesMatrix,
        seconds: [Int64],
        kpi: [Double],
        settings: SelectionSettings,
        importance: ImportanceOfSeries?,
        progress: @escaping SelectionProgress
    ) throws(SelectionError) {
        let labels = ForwardTarget.labels(kpi, seconds: seconds, leadSeconds: settings.horizonSeconds + 1)
        let judge = ForwardJudge(series: series, seconds: seconds, kpi: kpi, settings: settings)
        let isSlow = settings.method == .mutualInformation
        let verdicts = judge.verdicts(on: candidates, progress: isSlow ? nil : progress)
        let forward = Dictionary(uniqueKeysWithValues: zip(candidates, verdicts))
        let forwardScores = forward.mapValues(\.score)
        let tests = Dictionary(
            uniqueKeysWithValues: zip(
                candidates,
                FTest.all(of: candidates, in: series, against: labels).map(\.statistic)
            )
        )

        // Where the scores are even, the plain correlation decides, and then the name.
        func ranked(_ columns: [Int], by scores: [Int: Double]) -> [Int] {
            columns.sorted { a, b in
                let key = (scores[a] ?? 0, tests[a] ?? 0)
                let other = (scores[b] ?? 0, tests[b] ?? 0)
                return key == other ? (series.names[a], a) < (series.names[b], b) : key > other
            }
        }
        let supported = ranked(
            candidates.filter { forwardScores[$0, default: 0] >= SelectedSeries.supportingScore },
            by: forwardScores
        )
        let scores: [Int: Double]
        let first: [Int]
        switch settings.method {
        case .forward:
            scores = forwardScores
            first = judge.spread(supported.map { (column: $0, score: forwardScores[$0, default: 0]) })
        case .minimumRedundancy:
            let picked = MinimumRedundancy.pick(
                settings.count,
                of: supported,
                relevance: supported.map { tests[$0, default: 0] },
                in: series
            )
            scores = Dictionary(uniqueKeysWithValues: picked.map { (supported[$0.index], $0.score) })
            first = picked.map { supported[$0.index] }
        case .fTest:
            scores = tests
            first = ranked(supported, by: scores)
        case .mutualInformation:
            let estimates = MutualInformation().scores(of: candidates, in: series, against: labels, progress: progress)
            scores = Dictionary(uniqueKeysWithValues: zip(candidates, estimates))
            first = ranked(supported, by: scores)
        case .importance:
            scores = try Self.importances(of: supported, in: series, labels, importance)
            first = ranked(supported, by: scores)
        }
        // The rest only fills up the number that was asked for; what tells the time would do harm and comes last.
        let taken = Set(first)
        let rest = ranked(candidates.filter { !taken.contains($0) }, by: forwardScores)
        let isClock = { (column: Int) in forward[column]?.tellsTime ?? true }
        order = first + rest.filter { !isClock($0) } + rest.filter(isClock)
        self.scores = scores
        self.forward = forward
    }

    private static func importances(
        of columns: [Int],
        in series: SeriesMatrix,
        _ labels: [Double],
        _ importance: ImportanceOfSeries?
    ) throws(SelectionError) -> [Int: Double] {
        guard let importance else { preconditionFailure("a selection by importance needs a model to ask") }
        guard !columns.isEmpty else { return [:] }
        let values: [Double]
        do {
            values = try importance(series.selecting(columns), labels)
        } catch {
            throw .noImportance(reason: "\(error)")
        }
        precondition(values.count == columns.count, "\(values.count) importances for \(columns.count) series")
        return Dictionary(uniqueKeysWithValues: zip(columns, values))
    }
}
