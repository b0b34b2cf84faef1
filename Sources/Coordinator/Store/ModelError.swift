/// How far the forecasts of one model at one horizon were off, all told.
public struct ModelError: Sendable, Hashable {
    /// What an error belongs to.
    public struct Key: Sendable, Hashable {
        /// The flavor that was forecast.
        public var flavor: String
        /// The version of the flavor's model.
        public var version: Int
        /// How far ahead, in seconds.
        public var horizonSeconds: Int

        /// A model's horizon.
        public init(flavor: String, version: Int, horizonSeconds: Int) {
            self.flavor = flavor
            self.version = version
            self.horizonSeconds = horizonSeconds
        }
    }

    /// The model and the horizon.
    public var key: Key
    /// How many forecasts came true or not.
    public var count = 0
    /// The sum of their absolute errors, in the KPI's unit.
    public var absoluteError = 0.0
    /// The sum of the absolute errors that "it stays as it is" would have made.
    public var lastValueError = 0.0
    /// The sum of the absolute errors that the median of the last 30 s would have made.
    public var runningMedianError = 0.0
    /// The sum of the true values' magnitudes.
    public var actual = 0.0
    /// How many true values lay inside the interval.
    public var inside = 0

    /// Nothing has come true yet.
    public init(key: Key) {
        self.key = key
    }
}
