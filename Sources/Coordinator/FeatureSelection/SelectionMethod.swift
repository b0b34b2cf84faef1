/// By what series are ranked.
public enum SelectionMethod: String, Sendable, Codable, CaseIterable {
    /// Evidence that holds forward in time, with redundancy controlled: the default.
    case forward = "default"
    /// The linear regression F-test at the horizon, as scikit-learn's `f_regression`.
    case fTest = "f"
}
