/// What a model is to be good at, and what it may use.
public struct TrainingSettings: Sendable, Hashable {
    /// How far ahead to forecast, in seconds; each gets its own model.
    public var horizons: [Int]
    /// How much past the features may see, in seconds.
    public var windowSeconds: Int
    /// The error by which the champion is chosen.
    public var objective: Objective
    /// The share of true values that the interval is to hold, between 0 and 1.
    public var intervalLevel: Double
    /// Whether the KPI's own past is an input.
    ///
    /// A model without it answers what the KPI would be under another flavor with the load of now.
    public var usesPastOfTarget: Bool
    /// Below this share of fresh inputs the baseline serves instead of the model.
    public var minimumFreshShare: Double

    /// The settings of a slice, with the defaults of the reference protocol.
    public init(
        horizons: [Int] = [1, 10, 30, 60, 120],
        windowSeconds: Int = 240,
        objective: Objective = .nmae,
        intervalLevel: Double = 0.9,
        usesPastOfTarget: Bool = true,
        minimumFreshShare: Double = 0.6
    ) {
        self.horizons = horizons
        self.windowSeconds = windowSeconds
        self.objective = objective
        self.intervalLevel = intervalLevel
        self.usesPastOfTarget = usesPastOfTarget
        self.minimumFreshShare = minimumFreshShare
    }

    /// Checks what `train` relies on.
    ///
    /// - Throws: ``ForecastingError/invalidSettings(_:)`` with the reason.
    func validate() throws(ForecastingError) {
        guard !horizons.isEmpty, horizons.allSatisfy({ $0 >= 1 && $0 <= 86_400 }) else {
            throw .invalidSettings("horizons must lie between 1 s and 86400 s, found \(horizons)")
        }
        guard Set(horizons).count == horizons.count else {
            throw .invalidSettings("a horizon is asked for twice in \(horizons)")
        }
        guard (10...86_400).contains(windowSeconds) else {
            throw .invalidSettings("the window must lie between 10 s and 86400 s, found \(windowSeconds)")
        }
        guard intervalLevel > 0, intervalLevel < 1 else {
            throw .invalidSettings("the interval's level must lie between 0 and 1, found \(intervalLevel)")
        }
        guard minimumFreshShare >= 0, minimumFreshShare <= 1 else {
            throw .invalidSettings("the share of fresh inputs must lie between 0 and 1, found \(minimumFreshShare)")
        }
    }
}
