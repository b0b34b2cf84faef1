/// One series that was chosen.
public struct SelectedSeries: Sendable, Equatable {
    /// What the series is called.
    public let name: String
    /// Its column in the matrix it was chosen from.
    public let column: Int
    /// Whether the model is to be given its value or its rate.
    public let kind: SeriesKind
    /// What the method ranked it by; nil when the method did not come to it and it only fills up the number.
    public let score: Double?
    /// How well it foretold the target forward in time, at most 1; 0 or less is no evidence.
    public let forwardScore: Double
    /// In which share of the resamples the series was chosen, too; nil when there were none.
    public let stability: Double?

    /// Whether there is evidence that holds forward in time; the others only fill up the number that was asked for.
    public var isSupported: Bool { forwardScore >= Self.supportingScore }

    /// Series of pure noise stay below this.
    public static let supportingScore = 0.1
}

/// What was chosen, and what became of the rest.
public struct Selection: Sendable, Equatable {
    /// The chosen series, best first.
    public let chosen: [SelectedSeries]
    /// For each column of the matrix, whether it was considered and if not, why.
    public let verdicts: [ScreeningVerdict]
    /// For each column, what the method ranked it by; nil for a column that the method did not come to.
    public let scores: [Double?]
    /// For each column, how well it foretold the target forward in time; nil for a column that was not considered.
    public let forwardScores: [Double?]
    /// For each column, whether it is a counter.
    public let kinds: [SeriesKind]

    /// The inputs of a model: the chosen series, counters as rates.
    ///
    /// - Parameters:
    ///   - matrix: The matrix that was chosen from, or one with the same columns and other rows.
    ///   - seconds: The time of each row, UTC seconds, rising.
    /// - Precondition: The matrix has the columns that were chosen from.
    public func inputs(from matrix: SeriesMatrix, seconds: [Int64]) -> SeriesMatrix {
        matrix.selecting(chosen.map(\.column)).rates(of: chosen.map(\.kind), seconds: seconds)
    }
}
