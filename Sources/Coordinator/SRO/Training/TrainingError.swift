/// A flavor could not be given a model.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// There are too few seconds with a KPI in which the flavor was in force.
    case tooFewRows(flavor: String, found: Int, needed: Int)
    /// The flavor is being trained already.
    case alreadyRunning(flavor: String, job: Int64)
    /// The model could not be fitted.
    case fitting(String)
    /// The coordinator is stopping.
    case stopped

    /// The error in words.
    public var description: String {
        switch self {
        case .tooFewRows(let flavor, let found, let needed):
            "flavor \(flavor) has \(found) recorded seconds with a KPI, and training needs \(needed)"
        case .alreadyRunning(let flavor, let job):
            "flavor \(flavor) is being trained by job \(job)"
        case .fitting(let reason): "fitting the model failed: \(reason)"
        case .stopped: "the coordinator was stopped before the training was done"
        }
    }
}
