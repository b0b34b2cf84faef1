/// Trains one horizon: lets the families compete on the last part of the span, then teaches the winner all of it.
struct HorizonTrainer {
    let table: TrainingTable
    let settings: TrainingSettings
    let features: FeatureTable
    let scale: TargetScale
    /// The KPI's period; `nil` when it has none.
    let periodSeconds: Int64?

    /// Fewer training samples than this teach nothing.
    static let fewestSamples = 30
    /// Fewer rows than this are judged from more origins: evidence is short, and training is cheap.
    static let manyRows = 1_000

    /// Where each held-out part begins, as a share of the span: models are always judged on what came after.
    static func origins(rowCount: Int) -> [Double] {
        rowCount < manyRows ? [0.4, 0.5, 0.6, 0.7, 0.8, 0.9] : [0.6, 0.8]
    }

    func train(horizonSeconds: Int) throws(ForecastingError) -> (HorizonModel, HorizonScore) {
        let samples = SampleSet(of: table, horizonSeconds: horizonSeconds, scale: scale, from: features.firstUsableRow)
        let loss = self.loss(for: samples)
        let rowCount = table.rowCount
        let bounds = Self.origins(rowCount: rowCount).map { Int($0 * Double(rowCount)) } + [rowCount]
        var held = HeldOut(samples: samples.between(rowCount, rowCount))
        for (start, end) in zip(bounds, bounds.dropFirst()) {
            let known = samples.between(0, start)
            // The last row that training knows is the first to be forecast from; no label of the part was trained on.
            let judged = samples.between(start - 1, rowCount).before(row: end - 1)
            guard known.count >= Self.fewestSamples, judged.count > 0 else { continue }
            let (trees, line) = try fit(known, loss: loss)
            let anchors = Anchor.all(in: features.layout).map { $0.line(labels: known.labels, layout: features.layout) }
            let median = known.labels.sorted()[known.count / 2]
            for row in judged.rows {
                features.withFeatures(of: row) { features in
                    held.trees.append(trees.predict(features))
                    held.line.append(line.predict(features))
                    held.anchors.append(anchors.map { $0.predict(features) })
                }
                held.medians.append(median)
            }
            held.samples.append(judged)
        }
        // Without held-out samples no model can be judged; the baselines can, on all samples, because they learn nothing.
        let canJudgeModels = held.samples.count > 0
        if !canJudgeModels {
            held.samples = samples
            let median = samples.count > 0 ? samples.labels.sorted()[samples.count / 2] : 0
            held.medians = samples.rows.map { _ in median }
        }
        var trials = baselines(for: held, horizonSeconds: horizonSeconds)
        if canJudgeModels { trials += blends(of: held) }
        return try decide(trials, held: held.samples, samples: samples, loss: loss, horizonSeconds: horizonSeconds)
    }

    /// What every candidate is made of, for the same held-out samples.
    private struct HeldOut {
        var samples: SampleSet
        var trees: [Double] = []
        var line: [Double] = []
        var anchors: [[Double]] = []
        /// The median of what training knew.
        var medians: [Double] = []
    }

    /// The loss, its corner at the size of errors that nobody could avoid.
    private func loss(for samples: SampleSet) -> RobustLoss {
        let errors = samples.rows.indices.compactMap { index in
            let error = abs(samples.labels[index] - features.runningMedian[samples.rows[index]])
            return error.isFinite ? error : nil
        }.sorted()
        let typical = errors.isEmpty ? 0.25 : errors[errors.count / 2]
        // Shares of small values are judged by a sharper median.
        let share = settings.objective == .nmae ? 0.4 : 0.2
        return RobustLoss(
            objective: settings.objective,
            scale: scale,
            corner: min(max(share * typical, 0.02), 0.5),
            range: (samples.labels.min() ?? 0)...(samples.labels.max() ?? 0)
        )
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

    private func baselines(for held: HeldOut, horizonSeconds: Int) -> [Trial] {
        let rows = held.samples.rows
        var trials = [Trial(family: .trainingMedian, forecasts: held.medians)]
        guard settings.usesPastOfTarget else { return trials }
        trials.insert(Trial(family: .lastValue, forecasts: rows.map { features.lastTarget[$0] }), at: 0)
        trials.insert(Trial(family: .runningMedian, forecasts: rows.map { features.runningMedian[$0] }), at: 1)
        if let seasons = seasonalForecasts(of: rows, horizonSeconds: horizonSeconds) {
            trials.insert(Trial(family: .seasonal, forecasts: seasons), at: 2)
        }
        return trials
    }

    /// The models, and weighted means of them and of what holds them back.
    private func blends(of held: HeldOut) -> [Trial] {
        // With many rows a model is judged well enough to serve by itself or not at all.
        let anchorCount = table.rowCount < Self.manyRows ? Anchor.all(in: features.layout).count : 0
        return Blend.all(anchorCount: anchorCount).map { blend in
            let forecasts = held.trees.indices.map { index in
                blend.value(trees: held.trees[index], line: held.line[index], anchors: held.anchors[index])
            }
            return Trial(family: blend.family, blend: blend, forecasts: forecasts)
        }
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

    private func sums(_ trial: Trial, _ held: SampleSet) -> ErrorSums {
        var sums = ErrorSums()
        for (forecast, value) in zip(trial.forecasts, held.values) {
            sums.add(forecast: scale.inverse(forecast), truth: value)
        }
        return sums
    }

    private func decide(
        _ trials: [Trial],
        held: SampleSet,
        samples: SampleSet,
        loss: RobustLoss,
        horizonSeconds: Int
    ) throws(ForecastingError) -> (HorizonModel, HorizonScore) {
        let jury = Jury(
            held,
            horizonSeconds: horizonSeconds,
            objective: settings.objective,
            scale: scale,
            isShort: table.rowCount < Self.manyRows
        )
        let (best, bestBaseline) = jury.choose(from: trials)
        let champion = trials[best]
        let blend = champion.blend ?? Blend(trees: 0, line: 0, anchor: nil)
        let needsTrees = blend.trees > 0
        let needsLine = blend.line > 0
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
        if let anchor = blend.anchor {
            let held = Anchor.all(in: features.layout)[anchor].line(labels: samples.labels, layout: features.layout)
            line = line.map { $0.mixed(with: held, share: blend.line / (1 - blend.trees)) } ?? held
        }
        let model = HorizonModel(
            horizonSeconds: horizonSeconds,
            family: champion.family,
            treeShare: blend.trees,
            trees: trees,
            line: line,
            residuals: ResidualTable(forecasts: champion.forecasts, labels: held.labels),
            fallback: trials[bestBaseline].family,
            fallbackResiduals: ResidualTable(forecasts: trials[bestBaseline].forecasts, labels: held.labels)
        )
        // Of the many weighted means, the best one stands for all.
        let named = trials.indices.filter {
            trials[$0].family != .combination || $0 == jury.bestCombination(of: trials)
        }
        let candidates = named.map { index in
            let trial = trials[champion.family == trials[index].family ? best : index]
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
