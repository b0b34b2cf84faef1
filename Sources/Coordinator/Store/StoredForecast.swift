/// All that was forecast for a slice at one second.
public struct StoredForecast: Sendable, Equatable {
    /// One horizon's forecast.
    public struct Point: Sendable, Equatable {
        /// How far ahead, in seconds; the value is for `second + 1 + horizonSeconds`.
        public var horizonSeconds: Int
        /// The forecast in the KPI's unit.
        public var value: Double
        /// The interval's lower edge.
        public var lower: Double
        /// The interval's upper edge.
        public var upper: Double
        /// How probable it is that the agreement is broken then, 0...1.
        public var violationProbability: Double?
        /// The share of inputs that were fresh, 0...1.
        public var freshShare: Double
        /// Whether something was missing that the model would have wanted.
        public var isDegraded: Bool
        /// Which family of model answered.
        public var family: String

        /// A point.
        public init(
            horizonSeconds: Int,
            value: Double,
            lower: Double,
            upper: Double,
            violationProbability: Double?,
            freshShare: Double,
            isDegraded: Bool,
            family: String
        ) {
            self.horizonSeconds = horizonSeconds
            self.value = value
            self.lower = lower
            self.upper = upper
            self.violationProbability = violationProbability
            self.freshShare = freshShare
            self.isDegraded = isDegraded
            self.family = family
        }
    }

    /// The last second that the forecasts have seen.
    public var second: Int64
    /// The flavor that was in force.
    public var flavor: String
    /// The version of the model of that flavor.
    public var version: Int
    /// What "it stays as it is" would have said, or `nil` when no KPI had been seen.
    public var lastValue: Double?
    /// What the median of the last 30 s would have said.
    public var runningMedian: Double?
    /// One for each horizon.
    public var points: [Point]

    /// The forecasts of one second.
    public init(
        second: Int64,
        flavor: String,
        version: Int,
        lastValue: Double?,
        runningMedian: Double?,
        points: [Point]
    ) {
        self.second = second
        self.flavor = flavor
        self.version = version
        self.lastValue = lastValue
        self.runningMedian = runningMedian
        self.points = points
    }
}
