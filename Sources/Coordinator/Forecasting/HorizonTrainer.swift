/// Trains one horizon: lets the families compete on the last part of the span, then teaches the winner all of it.
struct HorizonTrainer {
    let table: TrainingTable
    let settings: TrainingSettings
    let features: FeatureTable
    let scale: TargetScale
    /// The KPI's period; `nil` when it has none.
    let periodSeconds: Int64?

    /// Fewer training samples than this teach nothing.
    static let fewestSamples = 60
    /// Where each held-out part begins, as a share of the span: models are always judged on what came after.
    static let origins = [0.6, 0.8]
    /// The shares of trees in a combination that are tried.
    static let treeShares = [0.75, 0.5, 0.25]

    /// The forecasts of every candidate for the same held-out samples.
    private struct Trial {
        var family: ForecastFamily
        var treeShare = 0.0
        var forecasts: [Double]
    }

    func train(horizonSeconds: Int) throws(ForecastingError) -> (HorizonModel, HorizonScore) {
        let samples = SampleSet(of: table, horizonSeconds: horizonSeconds, scale: scale, from: features.firstUsableRow)
        let loss = self.loss(for: samples)
        let rowCount = table.rowCount
        let bounds = Self.origins.map { Int($0 * Double(rowCount)) } + [rowCount]
        var held = samples.between(rowCount, rowCount)
        var models: (trees: [Double], line: [Double]) = ([], [])
        for (start, end) in zip(bounds, bounds.dropFirst()) {
            let known = samples.between(0, start)
            let judged = samples.between(start, end)
            guard known.count >= Self.fewestSamples, judged.count >= 10 else { continue }
            let (trees, line) = try fit(known, loss: loss)
            for row in judged.rows {
                features.withFeatures(of: row) { features in
                    models.trees.append(trees.predict(features))
                    models.line.append(line.predict(features))
                }
            }
            held.append(judged)
        }
        // Without held-out samples no model can be judged; the baselines can, on all samples, because they learn nothing.
        let canJudgeModels = held.count > 0
        if !canJudgeModels { held = samples }
        var trials = baselines(for: held, horizonSeconds: horizonSeconds, known: samples)
        if canJudgeModels {
            trials.append(Trial(family: .ridge, forecasts: models.line))
            trials.append(Trial(family: .boostedTrees, treeShare: 1, forecasts: models.trees))
            trials.append(bestCombination(trees: models.trees, line: models.line, held: held))
        }
        return try decide(trials, held: held, samples: samples, loss: loss, horizonSeconds: horizonSeconds)
    }

    /// The loss, its corner at the size of errors that nobody could avoid.
    private func loss(for samples: SampleSet) -> RobustLoss {
        let errors = samples.rows.indices.compactMap { index in
            let error = abs(samples.labels[index] - features.runningMedian[samples.rows[index]])
            return error.isFinite ? error : nil
        }.sorted()
        let typical = errors.isEmpty ? 0.25 : errors[errors.count / 2]
        return RobustLoss(objective: settings.objective, scale: scale, corner: min(max(0.4 * typical, 0.02), 0.5))
    }

    private func fit(_ samples: SampleSet, loss: RobustLoss) throws(ForecastingError) -> (TreesModel, LinearModel) {
        let rows = features.features(of: samples.rows)
        let trees = try TreesModel(
            fitting: rows,
            layout: features.layout,
            labels: samples.labels,
            values: samples.values,
            loss: loss
        )
        return (trees, fitLine(rows, samples, loss))
    }

    private func fitLine(_ rows: [Float], _ samples: SampleSet, _ loss: RobustLoss) -> LinearModel {
        let layout = features.layout
        return LinearModel(
            fitting: rows,
            columnCount: layout.count,
            featureCount: layout.compactCount,
            labels: samples.labels,
            values: samples.values,
            loss: loss
        )
    }

    private func baselines(for held: SampleSet, horizonSeconds: Int, known: SampleSet) -> [Trial] {
        // The training median may know nothing of what it is judged on.
        let bound = held.rows.first ?? 0
        let earlier = known.between(0, bound).labels
        let sorted = (earlier.isEmpty ? known.labels : earlier).sorted()
        let median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        var trials = [Trial(family: .trainingMedian, forecasts: held.rows.map { _ in median })]
        guard settings.usesPastOfTarget else { return trials }
        trials.insert(Trial(family: .lastValue, forecasts: held.rows.map { features.lastTarget[$0] }), at: 0)
        trials.insert(Trial(family: .runningMedian, forecasts: held.rows.map { features.runningMedian[$0] }), at: 1)
        if let seasons = seasonalForecasts(of: held.rows, horizonSeconds: horizonSeconds) {
            trials.insert(Trial(family: .seasonal, forecasts: seasons), at: 2)
        }
        return trials
    }

    /// The seasonal baseline after each of some rows; before the first period has passed, the running median stands in.
    private func seasonalForecasts(of rows: [Int], horizonSeconds: Int) -> [Double]? {
        guard let periodSeconds, let last = rows.last else { return nil }
        var history = SeasonalHistory(periodSeconds: periodSeconds)
        var forecasts: [Double] = []
        var next = rows.startIndex
        for row in 0...last {
            let second = table.seconds[row]
            if table.target[row].isFinite { history.append(scale.forward(table.target[row]), second: second) }
            guard rows[next] == row else { continue }
            let wanted = second + Int64(horizonSeconds) + 1
            forecasts.append(history.value(at: wanted, now: second) ?? features.runningMedian[row])
            next += 1
        }
        return forecasts
    }

    private func bestCombination(trees: [Double], line: [Double], held: SampleSet) -> Trial {
        let mixed = Self.treeShares.map { share in
            let forecasts = zip(trees, line).map { share * $0 + (1 - share) * $1 }
            return Trial(family: .combination, treeShare: share, forecasts: forecasts)
        }
        return mixed.min { score($0, held) < score($1, held) } ?? mixed[0]
    }

    private func sums(_ trial: Trial, _ held: SampleSet) -> ErrorSums {
        var sums = ErrorSums()
        for (forecast, value) in zip(trial.forecasts, held.values) {
            sums.add(forecast: scale.inverse(forecast), truth: value)
        }
        return sums
    }

    private func score(_ trial: Trial, _ held: SampleSet) -> Double {
        let error = sums(trial, held).error(for: settings.objective)
        return error.isFinite ? error : .infinity
    }

    private func decide(
        _ trials: [Trial],
        held: SampleSet,
        samples: SampleSet,
        loss: RobustLoss,
        horizonSeconds: Int
    ) throws(ForecastingError) -> (HorizonModel, HorizonScore) {
        let scores = trials.map { score($0, held) }
        // Baselines come first, so that a model must be better, not equal.
        let best = scores.indices.min { scores[$0] < scores[$1] } ?? 0
        let bestBaseline = scores.indices.filter { trials[$0].family.isBaseline }.min { scores[$0] < scores[$1] } ?? 0
        let champion = trials[best]
        let needsTrees = champion.family == .boostedTrees || champion.family == .combination
        let needsLine = champion.family == .ridge || champion.family == .combination
        var trees: TreesModel?
        var line: LinearModel?
        if needsTrees || needsLine {
            let rows = features.features(of: samples.rows)
            if needsLine { line = fitLine(rows, samples, loss) }
            if needsTrees {
                trees = try TreesModel(
                    fitting: rows,
                    layout: features.layout,
                    labels: samples.labels,
                    values: samples.values,
                    loss: loss
                )
            }
        }
        let model = HorizonModel(
            horizonSeconds: horizonSeconds,
            family: champion.family,
            treeShare: champion.treeShare,
            trees: trees,
            line: line,
            residuals: ResidualTable(forecasts: champion.forecasts, labels: held.labels),
            fallback: trials[bestBaseline].family,
            fallbackResiduals: ResidualTable(forecasts: trials[bestBaseline].forecasts, labels: held.labels)
        )
        let candidates = trials.map { trial in
            let sums = self.sums(trial, held)
            return HorizonScore.Candidate(family: trial.family, nmae: sums.nmae, mape: sums.mape)
        }
        let summary = HorizonScore(
            horizonSeconds: horizonSeconds,
            champion: champion.family,
            samples: held.count,
            candidates: candidates
        )
        return (model, summary)
    }
}
