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

    /// One step: train on the rows before `trainingEnd`, fill the windows with those from `firstRow`, forecast from
    /// `firstForecastRow` to `end`.
    public struct Fold: Sendable, Hashable {
        /// The first row that training does not see.
        public var trainingEnd: Int
        /// The first row that the forecaster is given.
        public var firstRow: Int
        /// The first row that is forecast from.
        public var firstForecastRow: Int
        /// The row behind the last one that the forecaster is given.
        public var end: Int

        /// Whether windows of the first forecasts hold rows that training saw; their labels never are such rows.
        public var windowsReachBack: Bool { firstRow < trainingEnd }
    }

    /// One split, or the steps of a rolling origin.
    ///
    /// After a single split, validation begins one window later, so that its windows hold no training row. Where that would
    /// cost more than a fifth of the rows to be judged, or where it is asked for, the windows reach back into the training
    /// rows instead, as those of a live slice do: inputs are known then, and no label is. The steps of a rolling origin
    /// always reach back, so that they follow each other without a break.
    ///
    /// - Parameters:
    ///   - rowCount: How many rows the recording has.
    ///   - split: The share of rows that train; `nil` rolls from one half on in five steps.
    ///   - reachingBack: Whether to judge from the split on; `nil` decides by the number of rows.
    public func folds(rowCount: Int, split: Double?, reachingBack: Bool? = nil) -> [Fold] {
        let window = settings.windowSeconds
        if let split {
            let end = Int(split * Double(rowCount))
            let reachesBack = reachingBack ?? (window * 5 > rowCount - end)
            guard !reachesBack else { return [continuing(from: end, to: rowCount)] }
            return [Fold(trainingEnd: end, firstRow: end, firstForecastRow: end + window - 1, end: rowCount)]
        }
        let bounds = (5...10).map { rowCount * $0 / 10 }
        return zip(bounds, bounds.dropFirst()).map { continuing(from: $0, to: $1) }
    }

    /// The last training row is the first to be forecast from: its labels lie behind the split.
    private func continuing(from start: Int, to end: Int) -> Fold {
        let window = settings.windowSeconds
        return Fold(
            trainingEnd: start,
            firstRow: max(0, start - window),
            firstForecastRow: max(0, start - 1),
            end: end
        )
    }

    /// Runs every fold.
    ///
    /// Labels lie H + 1 seconds after the last row that a forecast knows, and nothing is seen before it would be seen live.
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
        // Explanations cost more than forecasts: a hundred of them show what matters.
        let explained = max(1, (fold.end - fold.firstForecastRow) / 100)
        var explaining = 0.0
        let start = processorSeconds()
        for index in fold.firstRow..<fold.end {
            for input in row.indices { row[input] = table.inputs[input][index] }
            let (second, truth) = (table.seconds[index], table.target[index])
            forecaster.append(second: second, inputs: row, target: truth)
            for (horizon, forecast) in waiting.removeValue(forKey: second) ?? [] where truth.isFinite {
                outcomes[horizon].add(forecast, truth: truth)
            }
            // Rows that training has seen fill the windows; what they would teach about errors would be too good.
            guard index >= fold.trainingEnd - 1 else { continue }
            let forecasts = forecaster.forecast(bound: bound, explaining: false)
            guard index >= fold.firstForecastRow else { continue }
            for (horizon, forecast) in forecasts.enumerated() {
                waiting[forecast.targetSecond, default: []].append((horizon, forecast))
            }
            guard index.isMultiple(of: explained) else { continue }
            let before = processorSeconds()
            for (horizon, forecast) in forecaster.forecast(bound: bound).enumerated() {
                outcomes[horizon].addExplanation(forecast)
            }
            explaining += processorSeconds() - before
        }
        let seconds = processorSeconds() - start - explaining
        for horizon in outcomes.indices {
            outcomes[horizon].forecastSeconds += seconds / Double(outcomes.count)
            outcomes[horizon].forecastRows += fold.end - fold.firstRow
        }
    }
}
