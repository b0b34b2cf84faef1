/// The kinds of forecast that compete for a horizon.
public enum ForecastFamily: String, Sendable, Hashable, CaseIterable {
    /// The KPI stays as it is.
    case lastValue = "last_value"
    /// The KPI stays at the median of its last 30 s.
    case runningMedian = "running_median"
    /// The KPI repeats what it did one period ago.
    case seasonal
    /// The KPI is the median of the training span, whatever happens.
    case trainingMedian = "training_median"
    /// A linear model of the window features.
    case ridge
    /// Boosted trees of the window features.
    case boostedTrees = "boosted_trees"
    /// A weighted mean of trees, linear model and baselines, whose weights follow how well each has forecast.
    case combination

    /// Whether the family needs no training, so that it can always serve.
    public var isBaseline: Bool {
        switch self {
        case .lastValue, .runningMedian, .seasonal, .trainingMedian: true
        case .ridge, .boostedTrees, .combination: false
        }
    }
}
