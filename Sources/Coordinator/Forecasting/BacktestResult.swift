/// What a backtest found.
public struct BacktestResult: Sendable {
    /// One for each horizon.
    public var outcomes: [HorizonOutcome]
    /// The model of each fold.
    public var models: [ForecastModel]
}

/// The forecasts of one horizon against what came true.
public struct HorizonOutcome: Sendable {
    /// A forecast and its truth.
    public struct Point: Sendable {
        /// The UTC second that the forecast was about.
        public var second: Int64
        /// What came true.
        public var truth: Double
        /// What had been forecast.
        public var value: Double
        /// The interval's lower end.
        public var lower: Double
        /// The interval's upper end.
        public var upper: Double
        /// The probability that was given to reaching the bound.
        public var violationProbability: Double?
    }

    /// The errors of one way to forecast.
    public struct Errors: Sendable, Hashable {
        /// Mean of the errors as a share of the KPI, in percent.
        public var mape: Double
        /// Sum of absolute errors over the sum of the KPI.
        public var nmae: Double
        /// Mean absolute error, in the KPI's unit.
        public var mae: Double
    }

    /// How far ahead, in seconds.
    public let horizonSeconds: Int
    /// Every forecast that met its truth, in order of time.
    public private(set) var points: [Point] = []
    /// How far each input moved the forecasts, in the KPI's unit, on average over a sample of them; greatest first.
    public var importance: [Contribution] {
        let count = Double(max(1, explainedCount))
        return movements.map { Contribution(name: $0.key, value: $0.value / count) }
            .sorted { ($0.value, $1.name) > ($1.value, $0.name) }
    }
    /// Processor seconds of training, over all folds.
    public internal(set) var trainingSeconds = 0.0
    var forecastSeconds = 0.0
    var forecastRows = 0
    private var movements: [String: Double] = [:]
    private var explainedCount = 0
    private var served = ErrorSums()
    private var lastValue = ErrorSums()
    private var runningMedian = ErrorSums()
    private var covered = 0
    private var width = 0.0

    init(horizonSeconds: Int) {
        self.horizonSeconds = horizonSeconds
    }

    mutating func add(_ forecast: Forecast, truth: Double) {
        points.append(
            Point(
                second: forecast.targetSecond,
                truth: truth,
                value: forecast.value,
                lower: forecast.lower,
                upper: forecast.upper,
                violationProbability: forecast.violationProbability
            )
        )
        served.add(forecast: forecast.value, truth: truth)
        if let value = forecast.lastValue { lastValue.add(forecast: value, truth: truth) }
        if let value = forecast.runningMedian { runningMedian.add(forecast: value, truth: truth) }
        if truth >= forecast.lower, truth <= forecast.upper { covered += 1 }
        width += forecast.upper - forecast.lower
    }

    mutating func addExplanation(_ forecast: Forecast) {
        explainedCount += 1
        for contribution in forecast.contributions {
            movements[contribution.name, default: 0] += abs(contribution.value)
        }
    }

    /// How many forecasts met their truth.
    public var samples: Int { points.count }
    /// The errors of what was served.
    public var errors: Errors { Errors(mape: served.mape, nmae: served.nmae, mae: served.mae) }
    /// The errors of each baseline on the same samples, by the family's name.
    public var baselines: [(family: ForecastFamily, errors: Errors)] {
        [(ForecastFamily.lastValue, lastValue), (.runningMedian, runningMedian)].compactMap { family, sums in
            sums.count > 0 ? (family, Errors(mape: sums.mape, nmae: sums.nmae, mae: sums.mae)) : nil
        }
    }
    /// The share of truths inside their interval; `nil` without samples.
    public var coverage: Double? { samples > 0 ? Double(covered) / Double(samples) : nil }
    /// The interval's mean width, in the KPI's unit; `nil` without samples.
    public var intervalWidth: Double? { samples > 0 ? width / Double(samples) : nil }
    /// Processor time of one live row's part for this horizon: features, forecast and interval, in microseconds.
    public var forecastMicrosecondsPerRow: Double {
        forecastRows > 0 ? forecastSeconds / Double(forecastRows) * 1e6 : 0
    }
}
