/// Which features a row has, and in what order.
///
/// First those of the load (the mean of all inputs on their common scale), then those of the KPI's own past, then two of
/// each input. The load comes first, so that a model of the few strong features sees a prefix of the row.
struct FeatureLayout: Sendable, Hashable {
    /// What a feature tells about.
    enum Source: Sendable, Hashable {
        case load
        case target
        case input(Int)
    }

    let inputCount: Int
    let windowSeconds: Int
    let usesPastOfTarget: Bool

    static let loadFeatureCount = 12
    static let targetFeatureCount = 13
    static let featuresOfAnInput = 2

    /// The features of the load and of the KPI's past.
    var compactCount: Int {
        (inputCount > 0 ? FeatureLayout.loadFeatureCount : 0)
            + (usesPastOfTarget ? FeatureLayout.targetFeatureCount : 0)
    }

    /// All features.
    var count: Int { compactCount + inputCount * FeatureLayout.featuresOfAnInput }

    /// Where the KPI's mean over the shortest span is, behind its last value.
    var recentMeanPosition: Int { (inputCount > 0 ? FeatureLayout.loadFeatureCount : 0) + 1 }

    /// The four spans of the windows, shortest first: 10, 30, 60 and 240 s for a window of 240 s.
    var spansInSeconds: [Int] {
        [max(2, windowSeconds / 24), max(4, windowSeconds / 8), max(6, windowSeconds / 4), windowSeconds]
    }

    /// What the feature at a position tells about.
    func source(of feature: Int) -> Source {
        if feature >= compactCount { return .input((feature - compactCount) / FeatureLayout.featuresOfAnInput) }
        return inputCount > 0 && feature < FeatureLayout.loadFeatureCount ? .load : .target
    }
}
