/// By what series are ranked.
///
/// Whatever the method, series without evidence that holds forward in time come after those with it.
public enum SelectionMethod: String, Sendable, Codable, CaseIterable {
    /// Evidence that holds forward in time, with redundancy controlled: the default.
    case forward = "default"
    /// The linear regression F-test at the horizon, as scikit-learn's `f_regression`.
    case fTest = "f"
    /// Mutual information with the KPI at the horizon, as scikit-learn's `mutual_info_regression`.
    case mutualInformation = "mi"
    /// Minimum redundancy, maximum relevance: F over the mean correlation with what is chosen already.
    case minimumRedundancy = "mrmr"
    /// The importance in a model, such as boosted trees, that the caller trains.
    case importance
}

/// Trains a model of the target on some series and tells how much each of them mattered, 0 or more.
///
/// The target is NaN where it is missing, and so are values of the series. Rows are in order of time.
public typealias ImportanceOfSeries = @Sendable (_ series: SeriesMatrix, _ target: [Double]) throws -> [Double]
