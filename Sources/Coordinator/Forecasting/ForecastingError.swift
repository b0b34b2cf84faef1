/// A model could not be trained, stored or read.
public enum ForecastingError: Error, Equatable, CustomStringConvertible {
    /// There are fewer usable rows than training needs.
    case tooFewRows(found: Int, needed: Int)
    /// The table contradicts itself, such as columns of different lengths or seconds that do not rise.
    case malformedTable(String)
    /// The settings cannot be met, such as a horizon below one second.
    case invalidSettings(String)
    /// The bytes are not a model of ours, or were damaged.
    case unreadableArtifact(String)
    /// The library that grows the trees refused.
    case boosting(String)
    /// The caller's progress closure asked to stop.
    case cancelled

    /// What was attempted and what was found instead.
    public var description: String {
        switch self {
        case .tooFewRows(let found, let needed): "training needs \(needed) usable rows and found \(found)"
        case .malformedTable(let reason): "the training table is malformed: \(reason)"
        case .invalidSettings(let reason): "the settings cannot be met: \(reason)"
        case .unreadableArtifact(let reason): "the model cannot be read: \(reason)"
        case .boosting(let reason): "growing the trees failed: \(reason)"
        case .cancelled: "training was cancelled"
        }
    }
}
