/// Why no series could be selected.
public enum SelectionError: Error, Equatable {
    /// The rows to select from hold fewer than `needed` values of the KPI with a value at the horizon after them.
    case tooFewRows(found: Int, needed: Int)
    /// Every series is constant, missing or a copy.
    case nothingToChoose(columns: Int)
    /// The model whose importance was asked for could not be trained.
    case noImportance(reason: String)
}

extension SelectionError: CustomStringConvertible {
    /// The error as a sentence.
    public var description: String {
        switch self {
        case .tooFewRows(let found, let needed):
            "selecting series needs \(needed) rows whose KPI is known at the horizon, but there are \(found)"
        case .nothingToChoose(let columns):
            "none of the \(columns) series varies and is present often enough to be selected"
        case .noImportance(let reason):
            "the model that tells how much each series matters could not be trained: \(reason)"
        }
    }
}
