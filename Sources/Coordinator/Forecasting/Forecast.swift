/// What the KPI is expected to be at one second of the future.
public struct Forecast: Sendable, Equatable {
    /// The last UTC second whose measurements the forecast knows.
    public var second: Int64
    /// How far ahead of the end of ``second`` the forecast looks.
    public var horizonSeconds: Int
    /// The expected KPI, in its own unit.
    public var value: Double
    /// The interval's lower end.
    public var lower: Double
    /// The interval's upper end.
    public var upper: Double
    /// The probability that the KPI reaches the bound or more; `nil` when no bound was given.
    public var violationProbability: Double?
    /// The family that made the forecast.
    public var family: ForecastFamily
    /// Whether inputs were missing, so that the interval is wider or a baseline serves.
    public var isDegraded: Bool
    /// The share of inputs that were fresh, from 0 to 1.
    public var freshShare: Double
    /// What each input adds; with ``baseValue`` they sum up to ``value``.
    public var contributions: [Contribution]
    /// What the model says when it knows nothing: the part of ``value`` that no input explains.
    public var baseValue: Double
    /// What the last value would have forecast; `nil` when the KPI is not known.
    public var lastValue: Double?
    /// What the running median would have forecast; `nil` when the KPI is not known.
    public var runningMedian: Double?

    /// A forecast, field by field.
    public init(
        second: Int64,
        horizonSeconds: Int,
        value: Double,
        lower: Double,
        upper: Double,
        violationProbability: Double? = nil,
        family: ForecastFamily,
        isDegraded: Bool = false,
        freshShare: Double = 1,
        contributions: [Contribution] = [],
        baseValue: Double = 0,
        lastValue: Double? = nil,
        runningMedian: Double? = nil
    ) {
        self.second = second
        self.horizonSeconds = horizonSeconds
        self.value = value
        self.lower = lower
        self.upper = upper
        self.violationProbability = violationProbability
        self.family = family
        self.isDegraded = isDegraded
        self.freshShare = freshShare
        self.contributions = contributions
        self.baseValue = baseValue
        self.lastValue = lastValue
        self.runningMedian = runningMedian
    }

    /// The UTC second that the forecast is about.
    ///
    /// The measurements of `second` are complete when that second has ended, so that a lead of H seconds points at
    /// second + 1 + H.
    public var targetSecond: Int64 { second + 1 + Int64(horizonSeconds) }
}
