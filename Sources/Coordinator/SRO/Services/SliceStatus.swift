public import Store

/// How a target answers.
public struct TargetStatus: Sendable, Equatable {
    /// The page that is scraped.
    public var url: String
    /// Whether the last scrape succeeded; `nil` before the first.
    public var isUp: Bool?
    /// How many series the last page had.
    public var seriesCount = 0
    /// The last second with an answer.
    public var lastSecond: Int64?
    /// What went wrong last, while it is down.
    public var error: String?
    /// How many scrapes have succeeded.
    public var successes = 0
    /// How many scrapes have failed.
    public var failures = 0
}

/// A slice as it is now.
public struct SliceStatus: Sendable {
    /// What the slice is to do now.
    public enum Phase: String, Sendable, Codable {
        /// The flavor in force has no model yet.
        case profiling
        /// The flavor in force has no model yet, and one is being trained.
        case training
        /// Forecasts are made, and nothing is decided.
        case forecasting
        /// Forecasts are made, and decisions.
        case orchestrating
    }

    /// What the slice is.
    public var slice: Slice
    /// The flavor in force.
    public var flavor: String
    /// Since when, in milliseconds since the Unix epoch.
    public var flavorSinceMilliseconds: Int64
    /// How far the orchestration may go.
    public var mode: OrchestrationMode
    /// Whether the operator lets the slice act without a model that has passed.
    public var isOverridden: Bool
    /// What the slice does now.
    public var phase: Phase
    /// The last known value of the KPI.
    public var kpi: (second: Int64, value: Double)?
    /// The last second that was put together.
    public var lastRowSecond: Int64?
    /// The last forecasts.
    public var forecast: StoredForecast?
    /// The seconds with a KPI that each flavor has to be trained on.
    public var rowCounts: [String: Int]
    /// The model of each flavor that has one.
    public var models: [String: ModelStatus]
    /// How far the forecasts of each model were off.
    public var errors: [ModelError.Key: ModelError]
    /// How many decisions were made since the start, by kind and outcome.
    public var decisionCounts: [DecisionCount: Int]

    /// What decisions are counted by.
    public struct DecisionCount: Sendable, Hashable {
        /// What was decided.
        public var kind: Decision.Kind
        /// What became of it.
        public var outcome: DecisionOutcome.State
    }
}

/// A model as it is listed.
public struct ModelStatus: Sendable, Equatable {
    /// The flavor.
    public var flavor: String
    /// Counts the models of the flavor.
    public var version: Int
    /// When it was made, in milliseconds since the Unix epoch.
    public var createdMilliseconds: Int64
    /// Whether it is the one that forecasts.
    public var isActive: Bool
    /// What it looks at, and how good it is.
    public var summary: ModelSummary
    /// How good its forecasts have been since it was put to work, by horizon.
    public var served: [ServedAccuracy] = []
    /// How it does beside the model that serves, while it challenges that.
    public var challenge: ChallengeStatus?
}

/// How a model does that challenges the one that serves.
public struct ChallengeStatus: Sendable, Equatable {
    /// How many seconds with a KPI both have forecast.
    public var seconds: Int
    /// After how many more of them the challenger is given up, if it has not been better by then.
    public var secondsLeft: Int
    /// The challenger's error as a share of the champion's over all horizons; `nil` before the first truth.
    public var errorRatio: Double?
    /// The errors of both at each horizon.
    public var standings: [Standing]

    /// How both do at one horizon.
    public struct Standing: Sendable, Equatable {
        /// Seconds ahead.
        public var horizonSeconds: Int
        /// How many forecasts of both are compared.
        public var forecasts: Int
        /// The mean error of the model that serves: in the KPI's unit, or as a share of the KPI when that is the objective.
        public var championError: Double
        /// The same of the challenger.
        public var challengerError: Double
    }
}
