/// What the service level agreement asks of the KPI.
public enum Bound: Sendable, Hashable {
    /// The KPI is to stay below this; a value equal to it breaks the agreement.
    case upper(Double)
    /// The KPI is to stay above this; a value equal to it breaks the agreement.
    case lower(Double)

    /// The bound itself, in the KPI's unit.
    public var value: Double {
        switch self {
        case .upper(let value), .lower(let value): value
        }
    }

    /// Whether a value of the KPI breaks the agreement; NaN does not, for it says nothing.
    public func isViolated(by value: Double) -> Bool {
        switch self {
        case .upper(let bound): value >= bound
        case .lower(let bound): value <= bound
        }
    }

    /// Whether an interval keeps away from the bound by `margin`, a share of the bound.
    ///
    /// NaN never does.
    public func isKept(from lower: Double, to upper: Double, margin: Double) -> Bool {
        switch self {
        case .upper(let bound): upper <= bound - margin * abs(bound)
        case .lower(let bound): lower >= bound + margin * abs(bound)
        }
    }

    /// Turns the probability of reaching or exceeding the bound's value into the probability of breaking the agreement.
    public func violationProbability(whenReached probability: Double) -> Double {
        switch self {
        case .upper: probability
        case .lower: 1 - probability
        }
    }
}
