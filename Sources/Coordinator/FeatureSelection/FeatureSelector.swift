/// Chooses the series that a model is to be given.
///
/// Deterministic: equal input gives equal output, and ties go to the name that sorts first.
public struct FeatureSelector: Sendable {
    /// What is to be selected, and how.
    public let settings: SelectionSettings
    private let importance: ImportanceOfSeries?

    /// Prepares a selection.
    ///
    /// - Parameter importance: The model that ``SelectionMethod/importance`` asks; no other method needs it.
    /// - Precondition: There is a model when the method needs one.
    public init(_ settings: SelectionSettings = SelectionSettings(), importance: ImportanceOfSeries? = nil) {
        precondition(settings.method != .importance || importance != nil, "importance of what model?")
        self.settings = settings
        self.importance = importance
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
    ///   - declaredKinds: What is known of series by name, such as by the exporter's `# TYPE`; the values decide on others.
    ///   - progress: Is told how far the work has come, from any thread.
    /// - Returns: ``SelectionSettings/count`` series, or as many as there are.
    /// - Throws: ``SelectionError`` when there is nothing to judge by or to choose from.
    /// - Precondition: One second and one target for each row, and `rows` inside them.
    /// - Complexity: O(rows × columns), for mutual information O(rows log rows × columns).
    public func select(
        from matrix: SeriesMatrix,
        seconds: [Int64],
        target: [Double],
        rows: Range<Int>,
        declaredKinds: [String: SeriesKind] = [:],
        progress: SelectionProgress? = nil
    ) throws(SelectionError) -> Selection {
        guard matrix.columnCount > 0 else { throw .nothingToChoose(columns: 0) }
        precondition(seconds.count == matrix.rowCount && target.count == matrix.rowCount, "ragged rows")
        let times = Array(seconds[rows])
        let known = matrix.rows(rows)
        let kinds = zip(known.names, known.kinds(in: 0..<known.rowCount)).map { declaredKinds[$0] ?? $1 }
        let series = known.rates(of: kinds, seconds: times)
        var verdicts = settings.screening.verdicts(on: series)
        for column in verdicts.indices where isClock(known.columns[column], seconds: times) {
            verdicts[column] = .clock
        }
        let candidates = verdicts.indices.filter { verdicts[$0] == .kept }

        let kpi = KPIScale(fitting: target[rows]).applied(to: Array(target[rows]))
        let labels = ForwardTarget.labels(kpi, seconds: times, leadSeconds: settings.horizonSeconds + 1)
        let labelCount = labels.count { !$0.isNaN }
        guard labelCount >= ForwardTarget.fewestRows else {
            throw .tooFewRows(found: labelCount, needed: ForwardTarget.fewestRows)
        }
        guard !candidates.isEmpty else { throw .nothingToChoose(columns: matrix.columnCount) }

        let rounds = settings.resampleCount + 1
        func rank(
            _ round: Int,
            _ series: SeriesMatrix,
            _ seconds: [Int64],
            _ kpi: [Double]
        ) throws(SelectionError) -> Ranking {
            let report: SelectionProgress = { done, total in progress?(round * total + done, rounds * total) }
            return try Ranking(
                of: candidates,
                in: series,
                seconds: seconds,
                kpi: kpi,
                settings: settings,
                importance: importance,
                progress: report
            )
        }
        let ranking = try rank(0, series, times, kpi)
        var resamples: [Ranking] = []
        for round in 0..<settings.resampleCount {
            let kept = Self.rows(ofResample: round, count: series.rowCount)
            resamples.append(try rank(round + 1, series.rows(kept), kept.map { times[$0] }, kept.map { kpi[$0] }))
        }
        return selection(from: ranking, resamples, names: matrix.names, kinds: kinds, verdicts: verdicts)
    }

    /// All rows but two of ten blocks; the two differ in every resample.
    private static func rows(ofResample round: Int, count: Int) -> [Int] {
        (0..<count).filter { row in
            let block = row * 10 / count
            return block != round && block != (round + 3) % 10
        }
    }

    private func selection(
        from ranking: Ranking,
        _ resamples: [Ranking],
        names: [String],
        kinds: [SeriesKind],
        verdicts: [ScreeningVerdict]
    ) -> Selection {
        var scores = names.indices.map { ranking.scores[$0] }
        var forwardScores = names.indices.map { ranking.forward[$0]?.score }
        var originals = Array(names.indices)
        for (column, verdict) in verdicts.enumerated() {
            guard case .duplicate(of: let original) = verdict else { continue }
            (scores[column], forwardScores[column]) = (scores[original], forwardScores[original])
            originals[column] = original
        }
        // Copies come in only when the number that was asked for cannot be reached without them.
        let copies = ranking.order.flatMap { original in
            verdicts.indices.filter { verdicts[$0] == .duplicate(of: original) }
        }
        let chosen = (ranking.order + copies).prefix(settings.count).map { column in
            let rounds = resamples.count { $0.order.prefix(settings.count).contains(originals[column]) }
            return SelectedSeries(
                name: names[column],
                column: column,
                kind: kinds[column],
                score: scores[column],
                forwardScore: forwardScores[column] ?? 0,
                stability: resamples.isEmpty ? nil : Double(rounds) / Double(resamples.count)
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
}
