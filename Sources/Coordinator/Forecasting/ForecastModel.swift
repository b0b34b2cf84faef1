public import FeatureSelection

/// One trained artifact: the models of one flavor of one slice, for all of its horizons.
///
/// An object, because it never changes and many hold it.
public final class ForecastModel: Sendable {
    /// What the model was asked to be.
    public let settings: TrainingSettings
    /// The inputs that a row must have, in order.
    public let inputNames: [String]
    /// How each input is read from its series: a counter is given as its rate.
    public let inputKinds: [SeriesKind]
    /// What the KPI is called.
    public let targetName: String
    /// The first and the last second that training saw.
    public let trainingSpan: ClosedRange<Int64>
    /// How many rows training saw.
    public let trainingRowCount: Int
    /// The SHA-256 of the table that training saw.
    public let dataHash: [UInt8]
    /// How each horizon's candidates did on the held-out part of the training span.
    public let scores: [HorizonScore]

    let scale: TargetScale
    let scaling: [InputScaling]
    /// The KPI's median over the training span, on its scale.
    let trainingMedian: Double
    /// The KPI's last period of the training span; `nil` when it has no period.
    let season: SeasonalHistory?
    let horizonModels: [HorizonModel]

    init(
        settings: TrainingSettings,
        inputNames: [String],
        inputKinds: [SeriesKind],
        targetName: String,
        trainingSpan: ClosedRange<Int64>,
        trainingRowCount: Int,
        dataHash: [UInt8],
        scores: [HorizonScore],
        scale: TargetScale,
        scaling: [InputScaling],
        trainingMedian: Double,
        season: SeasonalHistory?,
        horizonModels: [HorizonModel]
    ) {
        self.settings = settings
        self.inputNames = inputNames
        self.inputKinds = inputKinds
        self.targetName = targetName
        self.trainingSpan = trainingSpan
        self.trainingRowCount = trainingRowCount
        self.dataHash = dataHash
        self.scores = scores
        self.scale = scale
        self.scaling = scaling
        self.trainingMedian = trainingMedian
        self.season = season?.compacted()
        self.horizonModels = horizonModels
    }

    /// How far ahead the model can forecast, in seconds.
    public var horizons: [Int] { settings.horizons }

    var layout: FeatureLayout {
        FeatureLayout(
            inputCount: inputNames.count,
            windowSeconds: settings.windowSeconds,
            usesPastOfTarget: settings.usesPastOfTarget
        )
    }
}

extension ForecastModel {
    /// Trains a model for every horizon.
    ///
    /// The same table and settings always give the same model.
    ///
    /// - Parameters:
    ///   - table: The rows to learn from; every one of them counts as known.
    ///   - settings: What to be good at.
    ///   - progress: Called before each step; returning `false` cancels.
    /// - Throws: ``ForecastingError`` when there is no row with a KPI, the settings cannot be met, or `progress` cancels.
    public static func train(
        on table: TrainingTable,
        settings: TrainingSettings = TrainingSettings(),
        progress: (TrainingProgress) -> Bool = { _ in true }
    ) throws(ForecastingError) -> ForecastModel {
        try settings.validate()
        guard settings.usesPastOfTarget || !table.inputNames.isEmpty else {
            throw .invalidSettings("a model without the past of the KPI needs inputs")
        }
        let known = table.target.filter(\.isFinite)
        guard let first = table.seconds.first, let last = table.seconds.last, !known.isEmpty else {
            throw .tooFewRows(found: 0, needed: 1)
        }
        guard progress(TrainingProgress(step: "features", share: 0)) else { throw .cancelled }
        let scale = TargetScale(fitting: known)
        let scaled = table.target.map { $0.isFinite ? scale.forward($0) : .nan }
        let scaling = table.inputs.map { InputScaling(fitting: $0, beside: scaled) }
        let layout = FeatureLayout(
            inputCount: table.inputNames.count,
            windowSeconds: settings.windowSeconds,
            usesPastOfTarget: settings.usesPastOfTarget
        )
        let trainer = HorizonTrainer(
            table: table,
            settings: settings,
            features: FeatureTable(table, state: FeatureState(layout: layout, scale: scale, scaling: scaling)),
            scale: scale,
            periodSeconds: SeasonalHistory.period(seconds: table.seconds, values: scaled)
        )
        var (models, scores): ([HorizonModel], [HorizonScore]) = ([], [])
        for (index, horizon) in settings.horizons.enumerated() {
            let share = 0.1 + 0.9 * Double(index) / Double(settings.horizons.count)
            guard progress(TrainingProgress(step: "horizon \(horizon) s", share: share)) else { throw .cancelled }
            let (model, score) = try trainer.train(horizonSeconds: horizon)
            models.append(model)
            scores.append(score)
        }
        var season = trainer.periodSeconds.map { SeasonalHistory(periodSeconds: $0) }
        for (second, value) in zip(table.seconds, scaled) where value.isFinite { season?.append(value, second: second) }
        let ordered = scaled.filter(\.isFinite).sorted()
        return ForecastModel(
            settings: settings,
            inputNames: table.inputNames,
            inputKinds: table.inputKinds,
            targetName: table.targetName,
            trainingSpan: first...last,
            trainingRowCount: table.rowCount,
            dataHash: table.hash,
            scores: scores,
            scale: scale,
            scaling: scaling,
            trainingMedian: ordered[ordered.count / 2],
            season: season,
            horizonModels: models
        )
    }
}
