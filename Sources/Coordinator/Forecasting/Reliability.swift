/// Whether what was forecast with a probability came true as often.
public struct Reliability: Sendable, Hashable {
    /// The forecasts of one range of probabilities.
    public struct Bin: Sendable, Hashable {
        /// The mean of the probabilities that were given.
        public var forecast: Double
        /// The share that came true.
        public var observed: Double
        /// How many forecasts there were.
        public var count: Int
    }

    /// Ten ranges of equal width, those without a forecast left out.
    public let bins: [Bin]
    /// The mean squared distance of the probabilities from what came true (Brier, 1950): 0 is perfect.
    public let brierScore: Double

    /// Compares the probabilities of reaching `bound` with the truth; `nil` when none were given.
    public init?(of outcome: HorizonOutcome, bound: Double) {
        var (sums, hits, counts) = (
            [Double](repeating: 0, count: 10), [Double](repeating: 0, count: 10), [Int](repeating: 0, count: 10)
        )
        var (squares, total) = (0.0, 0)
        for point in outcome.points {
            guard let probability = point.violationProbability else { continue }
            let bin = min(9, max(0, Int(probability * 10)))
            let truth: Double = point.truth >= bound ? 1 : 0
            sums[bin] += probability
            hits[bin] += truth
            counts[bin] += 1
            squares += (probability - truth) * (probability - truth)
            total += 1
        }
        guard total > 0 else { return nil }
        bins = (0..<10).filter { counts[$0] > 0 }.map { bin in
            let count = Double(counts[bin])
            return Bin(forecast: sums[bin] / count, observed: hits[bin] / count, count: counts[bin])
        }
        brierScore = squares / Double(total)
    }
}
