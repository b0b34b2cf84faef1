/// How one horizon's forecasts have done since the forecaster was made; of the last ten minutes, roughly.
public struct LivePerformance: Sendable, Equatable {
    /// How far ahead, in seconds.
    public var horizonSeconds: Int
    /// How many forecasts have met their truth, ever.
    public var samples: Int
    /// The share of true values inside their interval; `nil` before the first truth.
    public var coverage: Double?
    /// Sum of absolute errors over the sum of the KPI; `nil` before the first truth.
    public var nmae: Double?
    /// The same for the last value as it would have forecast.
    public var lastValueNMAE: Double?
    /// The same for the running median as it would have forecast.
    public var runningMedianNMAE: Double?
    /// Whether a baseline serves, because the champion has lately been worse.
    public var isStoodDown: Bool
    /// Whether the champion's errors have risen for good, so that it should be trained anew.
    public var hasDrifted: Bool

    /// The figures of one horizon.
    public init(
        horizonSeconds: Int,
        samples: Int,
        coverage: Double?,
        nmae: Double?,
        lastValueNMAE: Double?,
        runningMedianNMAE: Double?,
        isStoodDown: Bool,
        hasDrifted: Bool
    ) {
        self.horizonSeconds = horizonSeconds
        self.samples = samples
        self.coverage = coverage
        self.nmae = nmae
        self.lastValueNMAE = lastValueNMAE
        self.runningMedianNMAE = runningMedianNMAE
        self.isStoodDown = isStoodDown
        self.hasDrifted = hasDrifted
    }
}
