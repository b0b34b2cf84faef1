/// What was decided about a slice, and all that it was decided on; written down before anything is done.
public struct Decision: Sendable, Equatable, Codable {
    /// What was decided.
    public enum Kind: String, Sendable, Codable {
        /// To take a higher flavor.
        case upgrade
        /// To take a lower flavor.
        case downgrade
        /// To leave a flavor although a change was wanted.
        case hold
        /// To take the fallback, for want of data.
        case fallback
        /// The operator changed the flavor.
        case `operator`
        /// The operator changed how far the orchestration may go.
        case mode
        /// The operator let the slice act without a model that has passed, or took that back.
        case override
    }

    /// A forecast as it stood when it was looked at.
    public struct Evidence: Sendable, Equatable, Codable {
        /// The flavor that it is about.
        public var flavor: String
        /// The last second that it had seen.
        public var second: Int64
        /// How many seconds ahead.
        public var horizon: Int
        /// The second that it is about.
        public var dueSecond: Int64
        /// The forecast, in the KPI's unit.
        public var value: Double
        /// The interval's lower edge.
        public var lower: Double
        /// The interval's upper edge.
        public var upper: Double
        /// How probable a violation is, 0...1.
        public var violationProbability: Double
        /// Which family of model it came from.
        public var family: String
        /// Whether something was missing that the model would have wanted.
        public var isDegraded: Bool
        /// The share of the model's inputs that were fresh.
        public var freshShare: Double
    }

    /// What an input adds to the forecast.
    public struct Contribution: Sendable, Equatable, Codable {
        /// The input.
        public var name: String
        /// Its share in the forecast, in the KPI's unit.
        public var value: Double
    }

    /// A value that the model looked at.
    public struct Input: Sendable, Equatable, Codable {
        /// The series.
        public var name: String
        /// Its value (a counter's is its rate per second), or `nil` when it was missing.
        public var value: Double?
    }

    /// The slice's id.
    public var slice: String
    /// When, in milliseconds since the Unix epoch.
    public var milliseconds: Int64
    /// What was decided.
    public var kind: Kind
    /// Why.
    public var rule: String
    /// How far the orchestration was allowed to go.
    public var mode: OrchestrationMode
    /// The flavor in force.
    public var from: String
    /// The flavor that was wanted.
    public var to: String
    /// Why a wanted change was not made.
    public var holdReason: HoldReason?
    /// The KPI's name and unit, and the bound, as they were then.
    public var agreement: Agreement
    /// The last known value of the KPI.
    public var kpi: Double?
    /// The forecast that it was decided on.
    public var forecast: Evidence?
    /// What made the forecast what it is, largest first.
    public var contributions: [Contribution]
    /// The values that the model looked at.
    public var inputs: [Input]
    /// What other flavors were expected to do.
    public var alternatives: [Evidence]
    /// The version of the model of the flavor in force.
    public var modelVersion: Int?
    /// The operator's words.
    public var reason: String?

    /// The agreement that a decision serves.
    public struct Agreement: Sendable, Equatable, Codable {
        /// The KPI's name.
        public var kpi: String
        /// The KPI's unit.
        public var unit: String
        /// The upper bound, if that is what was agreed.
        public var upper: Double?
        /// The lower bound, if that is what was agreed.
        public var lower: Double?
    }

    /// Whether the flavor is to be changed by it.
    public var changesFlavor: Bool {
        switch kind {
        case .upgrade, .downgrade, .fallback, .operator: true
        case .hold, .mode, .override: false
        }
    }

    /// Whether the actuator is told; a dry run only writes down what it would have done.
    public var isCarriedOut: Bool {
        changesFlavor && (kind == .operator || mode == .act)
    }
}

/// What became of a decision.
public struct DecisionOutcome: Sendable, Equatable, Codable {
    /// How it ended.
    public enum State: String, Sendable, Codable {
        /// The flavor is in force.
        case applied
        /// The actuator failed; the detail says how, and the slice's state which flavor is in force.
        case failed
        /// It was only written down.
        case dryRun = "dry-run"
        /// There was nothing to do.
        case nothing = "none"
    }

    /// How it ended.
    public var state: State
    /// In words.
    public var detail: String
    /// When, in milliseconds since the Unix epoch.
    public var milliseconds: Int64
}

/// How the slice fared before and after a change.
public struct DecisionEffect: Sendable, Equatable, Codable {
    /// Over how many seconds, on either side.
    public var seconds: Int
    /// The share of seconds in violation before the decision, or `nil` when the KPI was not known.
    public var violationShareBefore: Double?
    /// The share of seconds in violation after the change had settled.
    public var violationShareAfter: Double?
}

/// A decision with its number and what became of it.
public struct DecisionRecord: Sendable, Equatable {
    /// The decision's number in the store.
    public var id: Int64
    /// What was decided.
    public var decision: Decision
    /// What became of it; `nil` while it is being carried out.
    public var outcome: DecisionOutcome?
    /// Whether it helped; `nil` until that is known.
    public var effect: DecisionEffect?
}
