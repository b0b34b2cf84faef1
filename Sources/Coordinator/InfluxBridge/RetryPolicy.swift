/// How long to wait between attempts, and how many there are.
public struct RetryPolicy: Sendable, Equatable {
    /// The wait after the first attempt; it doubles each time.
    public var first: Duration
    /// No wait is longer.
    public var longest: Duration
    /// How often to try at most.
    public var attempts: Int

    /// Describes a policy.
    public init(first: Duration = .milliseconds(100), longest: Duration = .seconds(30), attempts: Int = 1_000) {
        self.first = first
        self.longest = longest
        self.attempts = attempts
    }

    /// The wait after attempt `number`, which counts from 0: between a half and the whole of what has doubled until then,
    /// so that many who wait do not come back at once.
    public func wait(after number: Int, using random: inout some RandomNumberGenerator) -> Duration {
        let whole = min(longest, first * (1 << min(number, 20)))
        return whole * Double.random(in: 0.5...1, using: &random)
    }
}
