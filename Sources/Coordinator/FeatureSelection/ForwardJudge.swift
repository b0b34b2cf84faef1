/// Judges series by what holds forward in time, at every lead and in every view.
struct ForwardJudge {
    private let series: SeriesMatrix
    private let seconds: [Int64]
    private let settings: SelectionSettings
    private let targets: [ForwardTarget]

    init(series: SeriesMatrix, seconds: [Int64], kpi: [Double], settings: SelectionSettings) {
        self.series = series
        self.seconds = seconds
        self.settings = settings
        targets = settings.leadSeconds.map {
            ForwardTarget(kpi, seconds: seconds, leadSeconds: $0, blockCount: settings.blockCount)
        }
    }

    /// What holds forward in time for one series.
    struct Verdict: Sendable {
        /// The mean over the leads of the best view's score, times the share of values that were not novel.
        let score: Double
        /// The share of values at the horizon that lay where the past had none.
        let novelty: Double

        /// Whether the series keeps leaving the range it was learned on, as a clock does.
        var tellsTime: Bool { novelty > 0.3 }
    }

    func verdicts(on columns: [Int], progress: SelectionProgress? = nil) -> [Verdict] {
        inParallel(columns.count, progress: progress) { verdict(on: columns[$0]) }
    }

    private func verdict(on column: Int) -> Verdict {
        let views = settings.viewSeconds.map { coded(column, spanSeconds: $0) }
        var sum = 0.0
        var novelty = 0.0
        for target in targets {
            let evidence = views.map { ForwardEvidence($0, for: target) }
            sum += evidence.map(\.score).max() ?? 0
            novelty = evidence.map(\.novelty).min() ?? 0
        }
        // What drifts away from where it was learned, as free memory does, is worth the less.
        return Verdict(score: sum / Double(targets.count) * (1 - novelty), novelty: novelty)
    }

    private func coded(_ column: Int, spanSeconds: Int64) -> QuantileCodes {
        QuantileCodes(
            trailingMean(series.columns[column], seconds: seconds, spanSeconds: spanSeconds),
            binCount: settings.binCount
        )
    }

    /// Picks series one by one: each the one with the most evidence that those before it do not already tell.
    ///
    /// Evidence counts times `sqrt(1 - r²)`, where r² is the mean squared cosine between what the series foretold and what
    /// each chosen one foretold; but at least half, because copies still average noise, and chance is never redundant.
    ///
    /// - Parameter ranked: Columns with their scores, best first.
    /// - Returns: Columns, at most ``SelectionSettings/count``, all of them with some evidence.
    func spread(_ ranked: [(column: Int, score: Double)]) -> [Int] {
        // Far down the ranking nothing overtakes any more: redundancy can at best promote what is near the front.
        let front = min(ranked.count, max(200, 4 * settings.count))
        let hopeful = (0..<front).filter { ranked[$0].score > 0 }
        let foretold = inParallel(hopeful.count) { unitForetold(by: ranked[hopeful[$0]].column) }
        var overlap = [Double](repeating: 0, count: hopeful.count)
        var isTaken = [Bool](repeating: false, count: hopeful.count)
        var chosen: [Int] = []
        while chosen.count < min(settings.count, hopeful.count) {
            var best: (index: Int, value: Double)?
            for index in hopeful.indices where !isTaken[index] {
                let told = chosen.isEmpty ? 0 : overlap[index] / Double(chosen.count)
                let value = ranked[hopeful[index]].score * max(0.5, max(0, 1 - told).squareRoot())
                if value > best?.value ?? -1 {
                    best = (index, value)
                }
            }
            guard let best else { break }
            isTaken[best.index] = true
            chosen.append(ranked[hopeful[best.index]].column)
            for index in hopeful.indices where !isTaken[index] {
                let cosine = dot(foretold[index], foretold[best.index])
                overlap[index] += cosine * cosine
            }
        }
        return chosen
    }

    /// What the column foretold at the longest lead in its best view, at unit length.
    private func unitForetold(by column: Int) -> [Float] {
        guard let target = targets.last else { return [] }
        let best = settings.viewSeconds
            .map { ForwardEvidence(coded(column, spanSeconds: $0), for: target, keepingForetold: true) }
            .max { $0.score < $1.score }
        let foretold = best?.foretold ?? []
        let length = dot(foretold, foretold).squareRoot()
        return length > 0 ? foretold.map { Float(Double($0) / length) } : foretold
    }
}

private func dot(_ a: [Float], _ b: [Float]) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) {
        sum += Double(x) * Double(y)
    }
    return sum
}
