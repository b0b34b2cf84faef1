/// Trains one horizon: lets the experts forecast later parts of the span, finds whom to listen to, then teaches the models all
/// of it.
struct HorizonTrainer {
    let table: TrainingTable
    let settings: TrainingSettings
    let features: FeatureTable
    let scale: TargetScale
    /// The KPI's period; `nil` when it has none.
    let periodSeconds: Int64?

    /// Fewer training samples than this teach nothing.
    static let fewestSamples = 30
    /// Where each held-out part begins, as a share of the span: models are always judged on what came after.
    static let origins = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

    func train(horizonSeconds: Int) throws(ForecastingError) -> (HorizonModel, HorizonScore) {
        let samples = SampleSet(of: table, horizonSeconds: horizonSeconds, scale: scale, from: features.firstUsableRow)
        let loss = self.loss(for: samples)
        let rowCount = table.rowCount
        let bounds = Self.origins.map { Int($0 * Double(rowCount)) } + [rowCount]
        var held = HeldOut(like: samples)
        for (start, end) in zip(bounds, bounds.dropFirst()) {
            let known = samples.between(0, start)
            // The last row that training knows is the first to be forecast from; no label of the part was trained on.
            let judged = samples.between(start - 1, rowCount).before(row: end - 1)
            guard known.count >= Self.fewestSamples, judged.count > 0 else { continue }
            let (trees, line) = try fit(known, loss: loss)
            let median = known.labels.sorted()[known.count / 2]
            var opinions = baselines(for: judged.rows, median: median, horizonSeconds: horizonSeconds)
            for (index, row) in judged.rows.enumerated() {
                features.withFeatures(of: row) { features in
                    opinions[index][.trees] = trees.predict(features)
                    opinions[index][.line] = line.predict(features)
                    opinions[index].moderate()
                }
            }
            held.append(judged, opinions: opinions)
        }
        // Without held-out samples no model can be judged; the baselines can, on all samples, because they learn nothing.
        let canJudgeModels = held.count > 0
        if !canJudgeModels {
            let median = samples.count > 0 ? samples.labels.sorted()[samples.count / 2] : 0
            held.append(samples, opinions: baselines(for: samples.rows, median: median, horizonSeconds: horizonSeconds))
        }
        let models = canJudgeModels ? try fit(samples, loss: loss) : nil
        return assemble(held, models: models, horizonSeconds: horizonSeconds)
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

    /// What the baselines say after each of some rows.
    private func baselines(for rows: [Int], median: Double, horizonSeconds: Int) -> [Opinions] {
        let seasons = settings.usesPastOfTarget ? seasonalForecasts(of: rows, horizonSeconds: horizonSeconds) : nil
        return rows.enumerated().map { index, row in
            var opinions = Opinions()
            opinions[.trainingMedian] = median
            if settings.usesPastOfTarget {
                opinions[.lastValue] = features.lastTarget[row]
                opinions[.runningMedian] = features.runningMedian[row]
                opinions[.recentMean] = features.recentMean(at: row)
            }
            if let seasons { opinions[.seasonal] = seasons[index] }
            return opinions
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

    private func score(_ forecasts: [Double], of held: HeldOut, as family: ForecastFamily) -> HorizonScore.Candidate {
        var sums = ErrorSums()
        for (forecast, value) in zip(forecasts, held.samples.values) {
            sums.add(forecast: scale.inverse(forecast), truth: value)
        }
        return HorizonScore.Candidate(family: family, nmae: sums.nmae, mape: sums.mape)
    }

    /// Replays what was held out, and puts together what serves.
    private func assemble(
        _ held: HeldOut,
        models: (trees: TreesModel, line: LinearModel)?,
        horizonSeconds: Int
    ) -> (HorizonModel, HorizonScore) {
        var mixture = Mixture(horizonSeconds: horizonSeconds)
        var (served, fallback): ([Double], [Double]) = ([], [])
        held.replay(&mixture, scale: scale, objective: settings.objective) { index, mixture in
            served.append(mixture.value(of: held.opinions[index]))
            fallback.append(mixture.value(of: held.opinions[index].withoutInputs))
        }
        let (errorScale, scaledLabels) = held.scaled(around: served, horizonSeconds: horizonSeconds)
        let model = HorizonModel(
            horizonSeconds: horizonSeconds,
            trees: models?.trees,
            line: models?.line,
            mixture: mixture,
            errorScale: errorScale,
            residuals: ResidualTable(forecasts: served, labels: scaledLabels),
            fallbackResiduals: ResidualTable(forecasts: fallback, labels: held.samples.labels)
        )
        var candidates = Expert.allCases.compactMap { expert -> HorizonScore.Candidate? in
            guard let family = expert.family, held.opinions.allSatisfy({ $0[expert].isFinite }) else { return nil }
            return score(held.opinions.map { $0[expert] }, of: held, as: family)
        }
        let baseline = candidates.filter(\.family.isBaseline).min {
            $0.error(for: settings.objective) < $1.error(for: settings.objective)
        }
        var champion = baseline?.family ?? .trainingMedian
        if models != nil {
            let combination = score(served, of: held, as: .combination)
            candidates.append(combination)
            if let baseline, combination.error(for: settings.objective) < baseline.error(for: settings.objective) {
                champion = .combination
            }
        }
        let summary = HorizonScore(
            horizonSeconds: horizonSeconds,
            champion: champion,
            samples: held.count,
            candidates: candidates
        )
        return (model, summary)
    }
}
