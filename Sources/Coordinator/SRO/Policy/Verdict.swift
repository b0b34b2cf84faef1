/// What the policy says in a situation.
public enum Verdict: Sendable, Equatable {
    /// There is nothing to do.
    case stay
    /// A change is wanted and not allowed now.
    case hold(Change, because: HoldReason)
    /// The flavor is to be changed.
    case change(Change)

    /// From one flavor to another.
    public struct Change: Sendable, Hashable {
        /// The flavor in force.
        public var from: String
        /// The flavor that is wanted.
        public var to: String
        /// Why.
        public var rule: Rule

        /// A change.
        public init(from: String, to: String, rule: Rule) {
            self.from = from
            self.to = to
            self.rule = rule
        }
    }

    /// Why a change is wanted.
    public enum Rule: String, Sendable, Hashable, Codable {
        /// A violation is probable at the flavor in force.
        case violationProbable = "violation-probable"
        /// The lower flavor would hold, too.
        case lowerFlavorHolds = "lower-flavor-holds"
        /// There has been no forecast for too long.
        case dataLost = "data-lost"
        /// The operator wants it.
        case operatorWants = "operator-wants"
    }
}

/// Why a wanted change is not made.
public enum HoldReason: String, Sendable, Hashable, Codable {
    /// The flavor has not been in force for long enough.
    case minimumDwell = "minimum-dwell"
    /// The last change is too recent.
    case cooldown
    /// The hour has seen all the changes that it may see.
    case budget
    /// The model did not beat the baselines on held-out rows, and nobody overrides.
    case gate
    /// There is no flavor in that direction.
    case endOfLadder = "end-of-ladder"
    /// The flavor in that direction is outside the policy's minimum and maximum.
    case limit
    /// An attempt is under way.
    case busy
}
