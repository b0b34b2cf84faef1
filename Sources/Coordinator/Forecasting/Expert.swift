/// Who has a say in a forecast; the raw value is its place in ``Opinions``.
package enum Expert: Int, CaseIterable, Sendable {
    case lastValue
    case runningMedian
    case seasonal
    case trainingMedian
    case line
    case trees
    /// The mean of the models and the plain baselines: what to say while nobody knows who is best.
    case moderate
    /// The KPI's mean over the shortest span: the best of what needs no inputs where a noisy KPI walks.
    case recentMean

    /// What it is called; `nil` for a mean.
    var family: ForecastFamily? {
        switch self {
        case .lastValue: .lastValue
        case .runningMedian: .runningMedian
        case .seasonal: .seasonal
        case .trainingMedian: .trainingMedian
        case .line: .ridge
        case .trees: .boostedTrees
        case .moderate, .recentMean: nil
        }
    }

    /// Whether it says nothing without the inputs.
    var needsInputs: Bool {
        switch self {
        case .line, .trees, .moderate: true
        default: false
        }
    }
}

/// What each expert says, on the KPI's scale; `.nan` where one is silent.
package struct Opinions: Sendable, Hashable {
    private(set) var values = SIMD8<Double>(repeating: .nan)

    /// Everybody is silent.
    package init() {}

    /// What was kept in single precision.
    init(_ values: SIMD8<Float>) { self.values = SIMD8<Double>(values) }

    package subscript(_ expert: Expert) -> Double {
        get { values[expert.rawValue] }
        set { values[expert.rawValue] = newValue }
    }

    /// The same without those that need inputs.
    var withoutInputs: Opinions {
        var result = self
        for expert in Expert.allCases where expert.needsInputs { result[expert] = .nan }
        return result
    }

    /// Fills in the mean of the models and the plain baselines, where there are models.
    mutating func moderate() {
        guard self[.trees].isFinite, self[.line].isFinite else { return }
        let parts = moderateParts
        self[.moderate] = parts.reduce(0) { $0 + self[$1] } / Double(parts.count)
    }

    /// Whose mean ``Expert/moderate`` is.
    var moderateParts: [Expert] {
        [.lastValue, .runningMedian, .trainingMedian, .line, .trees].filter { self[$0].isFinite }
    }
}
