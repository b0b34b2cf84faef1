/// Trains on the past of a recording and forecasts the rest, second by second, as a live slice would.
public struct Backtest: Sendable {
    /// What to train and to forecast.
    public var settings: TrainingSettings
    /// The agreement's upper bound, for the probability of violation; `nil` asks for none.
    public var bound: Double?
    /// The processor time used so far, in seconds.
    public var processorSeconds: @Sendable () -> Double

    /// Prepares a backtest.
    public init(
        settings: TrainingSettings,
        bound: Double? = nil,
        processorSeconds: @escaping @Sendable () -> Double = { 0 }
    ) {
        self.settings = settings
        self.bound = bound
        self.processorSeconds = processorSeconds
    }

    /// One step of a rolling origin: train on the rows before `trainingEnd`, forecast those from there to `end`.
    public struct Fold: Sendable, Hashable {
        /// The first row that training does not see.
        public var trainingEnd: Int
        /// The row behind the last one that is forecast.
        public var end: Int

        /// A step, by row positions.
        public init(trainingEnd: Int, end: Int) {
            self.trainingEnd = trainingEnd
            self.end = end
        }
    }

    /// One split, or the steps of a rolling origin.
    ///
    /// - Parameters:
    ///   - rowCount: How many rows the recording has.
    ///   - split: The share of rows that train; `nil` rolls from one half on in five steps.
    public static func folds(rowCount: Int, split: Double?) -> [Fold] {
        if let split { return [Fold(trainingEnd: Int(split * Double(rowCount)), end: rowCount)] }
        let bounds = (5...10).map { rowCount * $0 / 10 }
        return zip(bounds, bounds.dropFirst()).map { Fold(trainingEnd: $0, end: $1) }
    }

    /// Runs every fold.
    ///
    /// Validation follows the reference protocol: it begins one window after the training's end, labels lie H + 1 seconds after the
    /// last row that a forecast knows, and nothing of the validation rows is seen before they would be seen live.
    ///
    /// - Parameters:
    ///   - folds: The steps.
    ///   - table: The recording, with the inputs that were chosen by looking at the given training rows only.
    ///   - progress: Called before each step; returning `false` cancels.
    /// - Throws: ``ForecastingError``, or what `table` throws.
    public func run(
        _ folds: [Fold],
        table: (_ trainingRows: Range<Int>) throws -> TrainingTable,
        progress: (TrainingProgress) -> Bool = { _ in true }
    ) throws -> BacktestResult {
        var outcomes = settings.horizons.map { HorizonOutcome(horizonSeconds: $0) }
        var models: [ForecastModel] = []
        for (index, fold) in folds.enumerated() {
            let whole = try table(0..<fold.trainingEnd)
            func report(_ step: String, _ share: Double) -> Bool {
                let name = folds.count == 1 ? step : "fold \(index + 1) of \(folds.count), \(step)"
                return progress(TrainingProgress(step: name, share: (Double(index) + share) / Double(folds.count)))
            }
            var marks: [Double] = []
            let model = try ForecastModel.train(on: whole.rows(0..<fold.trainingEnd), settings: settings) { step in
                marks.append(processorSeconds())
                return report(step.step, step.share * 0.9)
            }
            marks.append(processorSeconds())
            guard report("forecasting", 0.9) else { throw ForecastingError.cancelled }
            for position in outcomes.indices {
                // The features are made once for all horizons; each bears its part.
                let shared = (marks[1] - marks[0]) / Double(outcomes.count)
                outcomes[position].trainingSeconds += shared + marks[position + 2] - marks[position + 1]
            }
            forecast(whole, fold: fold, model: model, into: &outcomes)
            models.append(model)
        }
        return BacktestResult(outcomes: outcomes, models: models)
    }

    private func forecast(
        _ table: TrainingTable,
        fold: Fold,
        model: ForecastModel,
        into outcomes: inout [HorizonOutcome]
    ) {
        var forecaster = LiveForecaster(model)
        var row = [Double](repeating: 0, count: table.inputs.count)
        var waiting: [Int64: [(horizon: Int, forecast: Forecast)]] = [:]
        let warm = fold.trainingEnd + settings.windowSeconds - 1
        let start = processorSeconds()
        for index in fold.trainingEnd..<fold.end {
            for input in row.indices { row[input] = table.inputs[input][index] }
            let (second, truth) = (table.seconds[index], table.target[index])
            forecaster.append(second: second, inputs: row, target: truth)
            for (horizon, forecast) in waiting.removeValue(forKey: second) ?? [] where truth.isFinite {
                outcomes[horizon].add(forecast, truth: truth)
            }
            for (horizon, forecast) in forecaster.forecast(bound: bound, explaining: false).enumerated()
            where index >= warm {
                waiting[forecast.targetSecond, default: []].append((horizon, forecast))
            }
        }
        let seconds = processorSeconds() - start
        for horizon in outcomes.indices {
            outcomes[horizon].forecastSeconds += seconds / Double(outcomes.count)
            outcomes[horizon].forecastRows += fold.end - fold.trainingEnd
        }
    }
}
