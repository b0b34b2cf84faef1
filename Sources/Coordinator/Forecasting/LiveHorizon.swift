/// One horizon of a live forecaster: forecasts that wait for their truth, and what the truth has taught.
struct LiveHorizon: Sendable {
    /// A forecast that waits for its truth; all values on the KPI's scale.
    ///
    /// Hundreds of them wait for each slice, so that what needs no more is kept in single precision.
    struct Pending: Sendable {
        var second = Int64.min
        /// What the experts said together.
        var served = 0.0
        var lower = 0.0
        var upper = 0.0
        /// What each expert said, in halves: a whole would have to lie at multiples of 32 bytes.
        private var lowOpinions = SIMD4<Float>(repeating: .nan)
        private var highOpinions = SIMD4<Float>(repeating: .nan)
        /// What they would have said together with the weights of training.
        var trained: Float = 0
        /// What those who need no inputs would have said.
        var fallback: Float = 0
        /// Recent errors beside usual ones when it was made.
        var errorRatio: Float = 1
        /// Whether nothing was missing.
        var hasAllInputs = false

        /// What each expert said.
        var opinions: Opinions {
            get { Opinions(SIMD8(lowHalf: lowOpinions, highHalf: highOpinions)) }
            set {
                let opinions = SIMD8<Float>(newValue.values)
                (lowOpinions, highOpinions) = (opinions.lowHalf, opinions.highHalf)
            }
        }
    }

    /// How many truths must have come before the models can be said to be stood down.
    static let fewestTruths = 60
    /// Models that weigh less do not serve.
    static let leastShare = 0.05
    /// How many samples the live figures remember, roughly.
    static let memory = 600.0

    /// Where a forecast waits until its second comes; nowhere before the first one.
    private var pending: [Pending] = []
    private let pendingCount: Int
    /// Whom to listen to.
    private(set) var mixture: Mixture
    /// How large errors have lately been.
    private(set) var errorScale: RecentScale
    /// What lately came of the intervals, and of those of the baselines alone.
    private var servedErrors: RecentErrors
    private var fallbackErrors: RecentErrors
    /// By how much the interval's ends are moved outwards beside that, on the KPI's scale.
    private var lowerWidening = 0.0
    private var upperWidening = 0.0
    /// Whether the models, which training had found to be good, have lately been worse than the baselines and lost their say.
    private(set) var isStoodDown = false
    private(set) var samples = 0
    private var coverage = RecentMean(memory: memory)
    private var error = RecentMean(memory: memory)
    private var lastValueError = RecentMean(memory: memory)
    private var runningMedianError = RecentMean(memory: memory)
    private var drift = PageHinkley(tolerance: 0.25, threshold: 100)

    init(_ model: HorizonModel, level: Double) {
        pendingCount = model.horizonSeconds + 2
        mixture = model.mixture
        errorScale = model.errorScale
        servedErrors = RecentErrors(table: model.residuals, level: level)
        fallbackErrors = RecentErrors(table: model.fallbackResiduals, level: level)
    }

    /// By how much the ends of an interval around `center` are moved outwards, on the KPI's scale.
    func widening(at center: Double, isFallback: Bool, model: HorizonModel) -> (lower: Double, upper: Double) {
        guard !isFallback else { return fallbackErrors.widening(at: center, table: model.fallbackResiduals) }
        let recent = servedErrors.widening(at: center, table: model.residuals)
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
        let opinions = forecast.opinions
        coverage.add(scaled >= forecast.lower && scaled <= forecast.upper ? 1 : 0)
        let point = model.point(
            at: forecast.served,
            within: (forecast.lower, forecast.upper),
            errorRatio: Double(forecast.errorRatio),
            scale: scale,
            objective: settings.objective
        )
        error.add(miss(point), weight: size)
        lastValueError.add(miss(opinions[.lastValue]), weight: size)
        runningMedianError.add(miss(opinions[.runningMedian]), weight: size)
        let fallback = Double(forecast.fallback)
        fallbackErrors.append(error: scaled - fallback, center: fallback, table: model.fallbackResiduals)
        if forecast.hasAllInputs {
            let error = scaled - forecast.served
            let ratio = Double(forecast.errorRatio)
            servedErrors.append(error: error / ratio, center: forecast.served, table: model.residuals)
            errorScale.append(error)
            widen(by: forecast, truth: scaled, model: model, level: settings.intervalLevel)
        }
        drift.append(abs(scaled - Double(forecast.trained)) / model.residuals.typicalError)
        mixture.learn(opinions, truth: value, scale: scale, objective: settings.objective)
        isStoodDown =
            samples >= Self.fewestTruths && mixture.modelShare(of: opinions) < Self.leastShare
            && model.mixture.modelShare(of: opinions) > 4 * Self.leastShare
    }

    /// Moves the interval's ends so that each is missed as often as it should be, whatever the stream does.
    ///
    /// Source: Angelopoulos, Candès and Tibshirani, "Conformal PID control for time series prediction" (2023), equation 5
    /// (quantile tracking), for each end by itself. The step is the smaller the longer the truth takes to come.
    private mutating func widen(by forecast: Pending, truth: Double, model: HorizonModel, level: Double) {
        let tail = (1 - level) / 2
        let typical = model.residuals.typicalError
        let step = typical / (Double(pendingCount) + 20)
        upperWidening += truth > forecast.upper ? step * (1 - tail) : -step * tail
        lowerWidening += truth < forecast.lower ? step * (1 - tail) : -step * tail
        // An end may come closer, but not so far that it crosses the middle.
        upperWidening = max(upperWidening, -0.5 * typical)
        lowerWidening = max(lowerWidening, -0.5 * typical)
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
