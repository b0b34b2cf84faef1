/// One horizon of a live forecaster: forecasts that wait for their truth, and what the truth has taught.
struct LiveHorizon: Sendable {
    /// A forecast that waits for its truth; all values on the KPI's scale.
    struct Pending: Sendable {
        var second = Int64.min
        /// Of the champion, whoever served.
        var champion = 0.0
        var fallback = 0.0
        var lastValue = 0.0
        var runningMedian = 0.0
        /// What was served.
        var served = 0.0
        var lower = 0.0
        var upper = 0.0
        /// Whether the champion had all of its inputs.
        var hasAllInputs = false
        /// Whether it served, too.
        var isRegular = false
    }

    /// How many truths must have come before the champion can be stood down.
    static let fewestTruths = 60
    /// By how much the fallback must be better than the champion to serve in its place.
    static let standDownRatio = 1.15
    /// How many samples the live figures remember, roughly.
    static let memory = 600.0

    /// Where a forecast waits until its second comes; nowhere before the first one.
    private var pending: [Pending] = []
    private let pendingCount: Int
    /// What lately came of the champion's intervals, and of the baseline's that stands in for it.
    private var championErrors: RecentErrors
    private var fallbackErrors: RecentErrors
    /// By how much the interval's ends are moved outwards beside that, on the KPI's scale.
    private var lowerWidening = 0.0
    private var upperWidening = 0.0
    /// Whether the champion has lately been worse than the baseline, so that the baseline serves.
    private(set) var isStoodDown = false
    private(set) var samples = 0
    private var coverage = RecentMean(memory: memory)
    private var error = RecentMean(memory: memory)
    private var lastValueError = RecentMean(memory: memory)
    private var runningMedianError = RecentMean(memory: memory)
    private var championLoss = RecentMean(memory: memory)
    private var fallbackLoss = RecentMean(memory: memory)
    private var drift = PageHinkley(tolerance: 0.25, threshold: 100)

    init(_ model: HorizonModel, level: Double) {
        pendingCount = model.horizonSeconds + 2
        championErrors = RecentErrors(table: model.residuals, level: level)
        fallbackErrors = RecentErrors(table: model.fallbackResiduals, level: level)
    }

    /// By how much the ends of an interval around `center` are moved outwards, on the KPI's scale.
    func widening(at center: Double, isFallback: Bool, model: HorizonModel) -> (lower: Double, upper: Double) {
        guard !isFallback else { return fallbackErrors.widening(at: center, table: model.fallbackResiduals) }
        let recent = championErrors.widening(at: center, table: model.residuals)
        return (recent.lower + lowerWidening, recent.upper + upperWidening)
    }

    private func slot(of second: Int64) -> Int { Int(second.magnitude % UInt64(pendingCount)) }

    /// Remembers a forecast until its second comes.
    mutating func await(_ forecast: Pending) {
        if pending.isEmpty { pending = Array(repeating: Pending(), count: pendingCount) }
        pending[slot(of: forecast.second)] = forecast
    }

    /// Takes the truth of a second, and learns from the forecast that was made for it.
    ///
    /// - Parameters:
    ///   - value: The KPI in its own unit.
    ///   - scaled: The same on its scale.
    mutating func resolve(
        second: Int64,
        value: Double,
        scaled: Double,
        model: HorizonModel,
        settings: TrainingSettings,
        scale: TargetScale
    ) {
        guard !pending.isEmpty else { return }
        let forecast = pending[slot(of: second)]
        guard forecast.second == second else { return }
        pending[slot(of: second)].second = .min
        samples += 1
        let size = abs(value)
        func miss(_ scaledForecast: Double) -> Double { abs(scale.inverse(scaledForecast) - value) }
        coverage.add(scaled >= forecast.lower && scaled <= forecast.upper ? 1 : 0)
        error.add(miss(forecast.served), weight: size)
        lastValueError.add(miss(forecast.lastValue), weight: size)
        runningMedianError.add(miss(forecast.runningMedian), weight: size)
        fallbackErrors.append(truth: scaled, center: forecast.fallback, table: model.fallbackResiduals)
        if forecast.hasAllInputs {
            championErrors.append(truth: scaled, center: forecast.champion, table: model.residuals)
        }
        if forecast.isRegular { widen(by: forecast, truth: scaled, model: model, level: settings.intervalLevel) }
        drift.append(abs(scaled - forecast.champion) / model.residuals.typicalError)
        judge(champion: miss(forecast.champion), fallback: miss(forecast.fallback), size: size, settings.objective)
    }

    /// Moves the interval's ends so that each is missed as often as it should be, whatever the stream does.
    ///
    /// Source: Angelopoulos, Candès and Tibshirani, "Conformal PID control for time series prediction" (2023), equation 5
    /// (quantile tracking), for each end by itself. The step is the smaller the longer the truth takes to come.
    private mutating func widen(by forecast: Pending, truth: Double, model: HorizonModel, level: Double) {
        let tail = (1 - level) / 2
        let typical = model.residuals.typicalError
        let step = typical * 0.5 / (Double(pendingCount) + 20)
        upperWidening += truth > forecast.upper ? step * (1 - tail) : -step * tail
        lowerWidening += truth < forecast.lower ? step * (1 - tail) : -step * tail
        // An end may come closer, but not so far that it crosses the middle.
        upperWidening = max(upperWidening, -0.5 * typical)
        lowerWidening = max(lowerWidening, -0.5 * typical)
    }

    private mutating func judge(champion: Double, fallback: Double, size: Double, _ objective: Objective) {
        guard objective == .nmae || size > 0 else { return }
        let unit = objective == .nmae ? 1 : size
        championLoss.add(champion / unit)
        fallbackLoss.add(fallback / unit)
        guard samples >= Self.fewestTruths, let ours = championLoss.ratio, let theirs = fallbackLoss.ratio else {
            return
        }
        if isStoodDown {
            if ours < theirs { isStoodDown = false }
        } else if ours > theirs * Self.standDownRatio {
            isStoodDown = true
        }
    }

    /// The figures of the recent past.
    func performance(horizonSeconds: Int) -> LivePerformance {
        LivePerformance(
            horizonSeconds: horizonSeconds,
            samples: samples,
            coverage: coverage.ratio,
            nmae: error.ratio,
            lastValueNMAE: lastValueError.ratio,
            runningMedianNMAE: runningMedianError.ratio,
            isStoodDown: isStoodDown,
            hasDrifted: drift.hasDrifted
        )
    }
}
