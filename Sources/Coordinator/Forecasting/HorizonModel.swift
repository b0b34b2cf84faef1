/// What serves one horizon: the champion, and a baseline for when inputs are missing.
struct HorizonModel: Sendable {
    /// How far ahead, in seconds.
    let horizonSeconds: Int
    /// Who serves.
    let family: ForecastFamily
    /// The share of the trees beside the line.
    let treeShare: Double
    let trees: TreesModel?
    let line: LinearModel?
    /// How far the truth lay from the champion.
    let residuals: ResidualTable
    /// The best baseline.
    let fallback: ForecastFamily
    /// How far the truth lay from the best baseline.
    let fallbackResiduals: ResidualTable

    /// The model's forecast on the KPI's scale; `nil` when a baseline is the champion.
    func predict(_ features: UnsafeBufferPointer<Float>) -> Double? {
        switch (trees, line) {
        case (let trees?, let line?):
            treeShare * trees.predict(features) + (1 - treeShare) * line.predict(features)
        case (let trees?, nil): trees.predict(features)
        case (nil, let line?): line.predict(features)
        case (nil, nil): nil
        }
    }

    /// What the model says when it knows nothing, on the KPI's scale.
    var expectedValue: Double {
        treeShare * (trees?.expectedValue ?? 0) + (1 - treeShare) * (line?.intercept ?? 0)
    }

    /// What each feature adds on the KPI's scale.
    func contributions(of features: [Float]) -> [Double] {
        var sums = [Double](repeating: 0, count: features.count)
        trees?.addContributions(of: features, weight: treeShare, to: &sums)
        line?.addContributions(of: features, weight: 1 - treeShare, to: &sums)
        return sums
    }
}
