/// The ratio of two sums in which each sample counts less the older it is.
struct RecentMean: Sendable {
    /// How many samples count, roughly.
    let memory: Double
    private var numerator = 0.0
    private var denominator = 0.0

    init(memory: Double) { self.memory = memory }

    mutating func add(_ value: Double, weight: Double = 1) {
        let kept = 1 - 1 / memory
        numerator = numerator * kept + value
        denominator = denominator * kept + weight
    }

    /// `nil` before the first sample that weighs.
    var ratio: Double? { denominator > 0 ? numerator / denominator : nil }
}
