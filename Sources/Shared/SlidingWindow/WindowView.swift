/// The samples of one span of time, and their statistics.
///
/// Each statistic is computed anew from the samples in the view, in an order that depends on nothing but them: however
/// long the window lived before, on whatever processor, the same samples give the same bits. That is what makes a value
/// computed in training equal to the one computed live.
public struct WindowView: Sendable {
    let times: [Double]
    let values: [Double]
    let slots: Range<Int>

    /// How many samples there are.
    public var count: Int { slots.count }

    /// Whether there is no sample.
    public var isEmpty: Bool { slots.isEmpty }

    /// The oldest value.
    public var first: Double? { isEmpty ? nil : values[slots.lowerBound] }

    /// The newest value.
    public var last: Double? { isEmpty ? nil : values[slots.upperBound - 1] }

    /// The time stamp of the oldest sample, in milliseconds since the Unix epoch.
    public var firstMilliseconds: Int64? { isEmpty ? nil : Int64(times[slots.lowerBound]) }

    /// The time stamp of the newest sample, in milliseconds since the Unix epoch.
    public var lastMilliseconds: Int64? { isEmpty ? nil : Int64(times[slots.upperBound - 1]) }

    /// One sample, oldest first.
    ///
    /// - Precondition: `position` is in `0..<count`.
    public subscript(position: Int) -> (milliseconds: Int64, value: Double) {
        precondition(position >= 0 && position < count, "there is no sample at this position")
        let slot = slots.lowerBound + position
        return (Int64(times[slot]), values[slot])
    }

    /// The arithmetic mean.
    public var mean: Double? { summary?.mean }

    /// The smallest value.
    public var minimum: Double? { summary?.minimum }

    /// The greatest value.
    public var maximum: Double? { summary?.maximum }

    /// The standard deviation of the samples as a whole population: divided by their number, 0 for a single one.
    public var standardDeviation: Double? { summary?.standardDeviation }

    /// The slope of the least-squares line in units per second; `nil` for fewer than two samples.
    public var slope: Double? { summary?.slope }

    /// By how much a counter grew from the first to the last sample; `nil` for fewer than two samples.
    ///
    /// A value below the one before it means that the counter began again at zero in between, so that value itself is the
    /// growth (the rule of Prometheus's `increase`). Nothing is extrapolated to the ends of the span.
    ///
    /// - Complexity: O(n).
    public var increase: Double? {
        guard count >= 2 else { return nil }
        return withSamples { samples in
            var sum = 0.0
            for position in 1..<samples.count {
                let (before, now) = (samples.values[position - 1], samples.values[position])
                sum += now < before ? now : now - before
            }
            return sum
        }
    }

    /// The ``increase`` of a counter per second between the first and the last sample; `nil` for fewer than two samples.
    ///
    /// - Complexity: O(n).
    public var rate: Double? {
        guard let increase else { return nil }
        return increase / (times[slots.upperBound - 1] - times[slots.lowerBound]) * 1_000
    }

    /// The value below which the share `probability` of the samples lies, linear between two samples (type 7 of Hyndman and
    /// Fan, 1996; the default of NumPy and R).
    ///
    /// For several quantiles, or without allocation, use ``OrderedValues``.
    ///
    /// - Parameter probability: In `0...1`.
    /// - Precondition: `probability` is in `0...1`.
    /// - Complexity: O(n log n), one allocation.
    public func quantile(_ probability: Double) -> Double? {
        var ordered = OrderedValues(capacity: count)
        ordered.fill(from: self)
        return ordered.quantile(probability)
    }

    /// Several quantiles with one sort; `nil` when there is no sample.
    ///
    /// - Parameter probabilities: Each in `0...1`.
    /// - Precondition: Each probability is in `0...1`.
    public func quantiles(_ probabilities: [Double]) -> [Double]? {
        guard !isEmpty else { return nil }
        var ordered = OrderedValues(capacity: count)
        ordered.fill(from: self)
        return probabilities.compactMap { ordered.quantile($0) }
    }

    /// Lends the samples, as plain memory.
    func withSamples<Result>(_ body: (WindowSamples) -> Result) -> Result {
        times.withUnsafeBufferPointer { times in
            values.withUnsafeBufferPointer { values in
                body(WindowSamples(times: .init(rebasing: times[slots]), values: .init(rebasing: values[slots])))
            }
        }
    }
}
