/// One trained artifact: the models of one flavor of one slice, for all of its horizons.
public struct ForecastModel: Sendable {
    /// What the model was asked to be.
    public let settings: TrainingSettings
    /// The inputs that a row must have, in order.
    public let inputNames: [String]
    /// The first and the last second that training saw.
    public let trainingSpan: ClosedRange<Int64>
    /// How each horizon's candidates did on the held-out part of the training span.
    public let scores: [HorizonScore]

    /// How far ahead the model can forecast, in seconds.
    public var horizons: [Int] { settings.horizons }

    /// Trains a model for every horizon.
    ///
    /// - Parameters:
    ///   - table: The rows to learn from; every one of them counts as known.
    ///   - settings: What to be good at.
    ///   - progress: Called before each step; returning `false` cancels.
    /// - Throws: ``ForecastingError`` when there are too few rows, or the settings cannot be met.
    public static func train(
        on table: TrainingTable,
        settings: TrainingSettings = TrainingSettings(),
        progress: (TrainingProgress) -> Bool = { _ in true }
    ) throws(ForecastingError) -> ForecastModel {
        try settings.validate()
        guard let first = table.seconds.first, let last = table.seconds.last else {
            throw .tooFewRows(found: 0, needed: 1)
        }
        return ForecastModel(
            settings: settings,
            inputNames: table.inputNames,
            trainingSpan: first...last,
            scores: settings.horizons.map {
                HorizonScore(horizonSeconds: $0, champion: .lastValue, samples: 0, candidates: [])
            }
        )
    }

    init(
        settings: TrainingSettings,
        inputNames: [String],
        trainingSpan: ClosedRange<Int64>,
        scores: [HorizonScore]
    ) {
        self.settings = settings
        self.inputNames = inputNames
        self.trainingSpan = trainingSpan
        self.scores = scores
    }
}
