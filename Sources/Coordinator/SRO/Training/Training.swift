import FeatureSelection
import Forecasting

/// From a flavor's rows to its models: select the inputs, fit, judge on held-out rows.
struct Training: Sendable {
    let slice: Slice
    let flavor: String

    /// How far a training is.
    struct Progress: Sendable, Equatable {
        var stage: String
        /// 0...1.
        var share: Double
    }

    /// The fewest seconds with a KPI that a model of the slice is fitted on.
    ///
    /// The longest horizon and a little more; whether what comes out of so few is good for anything, the gate decides.
    static func neededRows(of slice: Slice) -> Int {
        (slice.training.horizons.max() ?? 0) + 20
    }

    /// Trains on a set; takes as long as that takes, so call it on a thread of its own.
    ///
    /// - Parameter progress: Is told how far the training is, and says whether to go on.
    /// - Throws: ``TrainingError``.
    func run(on set: TrainingSet, progress: @Sendable (Progress) -> Bool) throws(TrainingError) -> FlavorModel {
        let needed = Self.neededRows(of: slice)
        guard set.knownCount >= needed else {
            throw .tooFewRows(flavor: flavor, found: set.knownCount, needed: needed)
        }
        guard progress(Progress(stage: "selecting inputs", share: 0)) else { throw .stopped }
        let inputs = select(from: set, rows: 0..<set.rowCount)
        let table = try table(of: inputs, from: set)

        let model = try fit(table, usesPastOfTarget: true) { step, share in
            progress(Progress(stage: "fitting: \(step)", share: 0.2 + 0.45 * share))
        }
        let counterfactual =
            inputs.isEmpty
            ? nil
            : try fit(table, usesPastOfTarget: false) { step, share in
                progress(Progress(stage: "fitting the model of the inputs alone: \(step)", share: 0.65 + 0.35 * share))
            }
        let summary = ModelSummary(
            rows: set.knownCount,
            fromSecond: set.seconds.first ?? 0,
            toSecond: set.seconds.last ?? 0,
            inputs: inputs,
            gate: ModelSummary.Gate(
                scores: model.scores,
                horizon: slice.decidingHorizon,
                objective: slice.training.objective,
                limit: slice.policy.gate
            ),
            scores: model.scores.map { ModelSummary.Horizon($0) },
            counterfactualScores: counterfactual?.scores.map { ModelSummary.Horizon($0) } ?? []
        )
        return FlavorModel(
            flavor: flavor,
            version: 0,
            model: model,
            counterfactual: counterfactual,
            summary: summary
        )
    }

    /// Trains at five origins, each time on what was known until then, and judges each model by what followed.
    ///
    /// - Returns: How good the forecasts of all origins together were, by horizon; the family is that of the last origin.
    /// - Throws: ``TrainingError``.
    func roll(
        on set: TrainingSet,
        progress: @Sendable (Progress) -> Bool
    ) throws(TrainingError) -> [ModelSummary.Horizon] {
        // The first origin lies in the middle.
        let needed = 2 * Self.neededRows(of: slice)
        guard set.knownCount >= needed else {
            throw .tooFewRows(flavor: flavor, found: set.knownCount, needed: needed)
        }
        let backtest = Backtest(settings: slice.training)
        do {
            let result = try backtest.run(backtest.folds(rowCount: set.rowCount, split: nil)) { rows in
                try table(of: select(from: set, rows: rows), from: set)
            } progress: { step in
                progress(Progress(stage: step.step, share: step.share))
            }
            let families = result.models.last?.scores.map(\.champion.rawValue) ?? []
            return zip(result.outcomes, families).map { ModelSummary.Horizon($0, family: $1) }
        } catch ForecastingError.cancelled {
            throw .stopped
        } catch let error as TrainingError {
            throw error
        } catch {
            throw .fitting("\(error)")
        }
    }

    private func select(from set: TrainingSet, rows: Range<Int>) -> [ModelSummary.Input] {
        guard set.series.columnCount > 0 else { return [] }
        let settings = SelectionSettings(count: slice.inputCount, horizonSeconds: Int64(slice.decidingHorizon))
        do {
            let selection = try FeatureSelector(settings).select(
                from: set.series,
                seconds: set.seconds,
                target: set.target,
                rows: rows
            )
            return selection.chosen.map { chosen in
                let kind = set.declaredCounters.contains(chosen.name) ? .counter : chosen.kind
                return ModelSummary.Input(name: chosen.name, kind: kind)
            }
        } catch {
            // Nothing to choose from, or too little to choose by: the KPI's own past is still worth a model.
            return []
        }
    }

    private func table(of inputs: [ModelSummary.Input], from set: TrainingSet) throws(TrainingError) -> TrainingTable {
        let places = Dictionary(uniqueKeysWithValues: zip(set.series.names, set.series.names.indices))
        let columns = inputs.map { input in
            let raw = places[input.name].map { set.series.columns[$0] } ?? []
            guard input.kind == .counter else { return raw }
            // The same arithmetic, second by second, as in serving.
            var rate = CounterRate()
            return zip(raw, set.seconds).map { rate.append($0, at: $1) }
        }
        do {
            return try TrainingTable(
                seconds: set.seconds,
                inputNames: inputs.map(\.name),
                inputs: columns,
                target: set.target
            )
        } catch {
            throw .fitting("\(error)")
        }
    }

    private func fit(
        _ table: TrainingTable,
        usesPastOfTarget: Bool,
        progress: (String, Double) -> Bool
    ) throws(TrainingError) -> ForecastModel {
        var settings = slice.training
        settings.usesPastOfTarget = usesPastOfTarget
        do {
            return try ForecastModel.train(on: table, settings: settings) { progress($0.step, $0.share) }
        } catch .cancelled {
            throw .stopped
        } catch {
            throw .fitting("\(error)")
        }
    }
}
