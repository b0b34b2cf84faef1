/// What serves one horizon: the models, and what training found about whom to listen to.
///
/// An object, because it never changes and each second it is lent to many: a value's dozen arrays were held one by one.
final class HorizonModel: Sendable {
    /// How far ahead, in seconds.
    let horizonSeconds: Int
    /// `nil`, as the line is, when there were too few samples to learn from.
    let trees: TreesModel?
    let line: LinearModel?
    /// The experts' shares at the end of training.
    let mixture: Mixture
    /// How large its errors were at the end of training, beside what is usual.
    let errorScale: RecentScale
    /// How far the truth lay from the mixture, as shares of the scale of recent errors.
    let residuals: ResidualTable
    /// How far the truth lay from the mixture of those who need no inputs.
    let fallbackResiduals: ResidualTable

    init(
        horizonSeconds: Int,
        trees: TreesModel?,
        line: LinearModel?,
        mixture: Mixture,
        errorScale: RecentScale,
        residuals: ResidualTable,
        fallbackResiduals: ResidualTable
    ) {
        self.horizonSeconds = horizonSeconds
        self.trees = trees
        self.line = line
        self.mixture = mixture
        self.errorScale = errorScale
        self.residuals = residuals
        self.fallbackResiduals = fallbackResiduals
    }

    /// Adds what the models say to the opinions of the baselines.
    func addOpinions(of features: UnsafeBufferPointer<Float>, to opinions: inout Opinions) {
        if let trees { opinions[.trees] = trees.predict(features) }
        if let line { opinions[.line] = line.predict(features) }
        opinions.moderate()
    }

    /// What is served where the mixture is at `center`: for shares what lies below it, as far as the interval goes; all on the
    /// KPI's scale.
    func point(
        at center: Double,
        within interval: (lower: Double, upper: Double),
        errorRatio: Double,
        scale: TargetScale,
        objective: Objective
    ) -> Double {
        guard objective == .mape else { return center }
        let point = center + residuals.relativeStep(at: center, spread: errorRatio, scale: scale)
        return min(max(point, interval.lower), interval.upper)
    }

    /// What experts of these shares say when they know nothing, on the KPI's scale.
    func expectedValue(shares: SIMD8<Double>, trainingMedian: Double) -> Double {
        let (treeShare, lineShare) = (shares[Expert.trees.rawValue], shares[Expert.line.rawValue])
        return treeShare * (trees?.expectedValue ?? 0) + lineShare * (line?.intercept ?? 0)
            + (1 - treeShare - lineShare) * trainingMedian
    }

    /// What each feature adds to the models' part, on the KPI's scale.
    func contributions(of features: [Float], shares: SIMD8<Double>) -> [Double] {
        var sums = [Double](repeating: 0, count: features.count)
        let (treeShare, lineShare) = (shares[Expert.trees.rawValue], shares[Expert.line.rawValue])
        if treeShare > 0 { trees?.addContributions(of: features, weight: treeShare, to: &sums) }
        if lineShare > 0 { line?.addContributions(of: features, weight: lineShare, to: &sums) }
        return sums
    }
}
