/// Tells when the mean of a stream has risen for good.
///
/// Source: Page, "Continuous inspection schemes" (1954); Hinkley (1971); in the form of Gama, Sebastião and Rodrigues, "On
/// evaluating stream learning algorithms" (2013), section 4.
public struct PageHinkley: Sendable, Equatable {
    /// Rises of the mean below this are tolerated, in the stream's unit.
    public let tolerance: Double
    /// The sum of rises at which the alarm is given.
    public let threshold: Double
    /// Whether the mean has risen; stays until ``reset()``.
    public private(set) var hasDrifted = false
    private var mean = 0.0
    private var count = 0.0
    private var sum = 0.0
    private var lowest = 0.0

    /// Starts with an empty stream.
    public init(tolerance: Double, threshold: Double) {
        self.tolerance = tolerance
        self.threshold = threshold
    }

    /// Takes the next value; one that is not finite is left out.
    public mutating func append(_ value: Double) {
        guard value.isFinite else { return }
        count += 1
        mean += (value - mean) / count
        sum += value - mean - tolerance
        lowest = min(lowest, sum)
        if sum - lowest > threshold { hasDrifted = true }
    }

    /// Forgets everything.
    public mutating func reset() {
        self = PageHinkley(tolerance: tolerance, threshold: threshold)
    }
}
