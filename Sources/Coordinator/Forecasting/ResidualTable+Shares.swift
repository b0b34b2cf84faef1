extension ResidualTable {
    /// How much of the way to where shares are least wrong a forecast goes: the table is an estimate itself, and all of the way
    /// was worse on made-up recordings than none.
    static let relativeShare = 0.5

    /// By how much a forecast has to move so that the share of the truth by which it misses is small, on the KPI's scale.
    ///
    /// The mean of |y - p| / y is least at the median of the distribution whose densities are divided by y (Gneiting, "Making
    /// and evaluating point forecasts", 2011, section 3.3). Weights of experts that are good in the middle leave a forecast
    /// above it; it goes ``relativeShare`` of the way down.
    ///
    /// - Parameters:
    ///   - center: The forecast, on the scale.
    ///   - spread: How many times as great as the table's errors are.
    ///   - scale: The KPI's scale.
    /// - Returns: The step on the scale; 0 where it cannot be told.
    package func relativeStep(at center: Double, spread: Double, scale: TargetScale) -> Double {
        let (bin, share) = position(of: center)
        // Levels that lie evenly: errors of equal probability.
        let errors = ResidualTable.evenLevels.map { spread * value($0, bin: bin, share: share) }
        let weights = errors.map { 1 / max(abs(scale.inverse(center + $0)), .leastNormalMagnitude) }
        let half = weights.reduce(0, +) / 2
        guard half.isFinite else { return 0 }
        var sum = 0.0
        for (index, weight) in weights.enumerated() {
            if sum + weight < half {
                sum += weight
                continue
            }
            let before = errors[max(index - 1, 0)]
            return Self.relativeShare * (before + (half - sum) / weight * (errors[index] - before))
        }
        return 0
    }
}
