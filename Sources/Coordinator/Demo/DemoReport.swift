/// What came of a demo: the JSON that `--json` writes.
///
/// Times are seconds or milliseconds since the Unix epoch, values of the KPI are milliseconds.
public struct DemoReport: Codable, Sendable {
    /// A part of the demo.
    public struct Phase: Codable, Sendable, Equatable {
        /// One of `profiling`, `training`, `forecasting` and `orchestrating`.
        public var name: String
        /// Its first second.
        public var fromSecond: Int64
        /// Its last second.
        public var toSecond: Int64
    }

    /// How far a way of forecasting was off, over forecasts whose truth is known.
    public struct ForecastError: Codable, Sendable, Equatable {
        /// How many forecasts.
        public var count: Int
        /// The mean absolute error, in the unit of the KPI.
        public var mae: Double
        /// The mean absolute error as a share of the mean true value.
        public var nmae: Double
        /// The mean of the errors as percentages of the true values.
        public var mape: Double
    }

    /// The errors at the demo's horizon, over both phases that are compared.
    public struct Accuracy: Codable, Sendable, Equatable {
        /// How far ahead, in seconds.
        public var horizon: Int
        /// What the coordinator forecast.
        public var forecast: ForecastError?
        /// It stays as it is.
        public var lastValue: ForecastError?
        /// The median of the recent past.
        public var runningMedian: ForecastError?
        /// The share of true values inside the interval.
        public var coverage: Double?
        /// The names of what made the forecasts, and how many each.
        public var families: [String: Int]
        /// Whether the forecasts were better than the last value.
        public var beatsLastValue: Bool
    }

    /// The seconds in which the agreement was broken.
    public struct Violations: Codable, Sendable, Equatable {
        /// How many seconds have a value.
        public var seconds: Int
        /// How many of them are at or above the bound.
        public var violating: Int
        /// The one divided by the other.
        public var share: Double
    }

    /// One second of the KPI.
    public struct Point: Codable, Sendable, Equatable {
        /// When.
        public var second: Int64
        /// How much; absent when nothing was read in that second.
        public var value: Double?
        /// The flavor in force.
        public var flavor: String?
    }

    /// One model that was learned.
    public struct Model: Codable, Sendable, Equatable {
        /// The flavor that it is for.
        public var flavor: String
        /// How many seconds it learned from.
        public var rows: Int
        /// The series that it uses.
        public var inputs: [String]
        /// What serves at the demo's horizon.
        public var family: String
        /// Its error on the part that was held out.
        public var nmae: Double?
        /// The last value's error there.
        public var lastValueNMAE: Double?
        /// Whether the coordinator trusts it enough to act on it.
        public var passedGate: Bool
    }

    /// Whether it was the short demo.
    public var isFast: Bool
    /// Whether the flavor was changed for real.
    public var isClosedLoop: Bool
    /// Why it was not.
    public var whyNotClosedLoop: String?
    /// When the demo began.
    public var startedMilliseconds: Int64
    /// How long it took.
    public var durationSeconds: Double
    /// What was set.
    public var settings: DemoSettings
    /// What happened when.
    public var phases: [Phase]
    /// What was learned.
    public var models: [Model]
    /// Whether the coordinator was told to act although a model had not passed its gate.
    public var wasGateOverridden: Bool
    /// How good the forecasts were.
    public var accuracy: Accuracy
    /// The seconds in violation at the lower flavor, while decisions were only written down.
    public var withoutOrchestration: Violations
    /// The seconds in violation under the same load while decisions were carried out.
    public var withOrchestration: Violations
    /// How often the coordinator changed the flavor while it was allowed to.
    public var flavorChanges: Int
    /// All decisions of the two phases that are compared.
    public var decisions: [SliceDecision]
    /// The KPI over the whole demo.
    public var kpi: [Point]
    /// The forecasts at the demo's horizon that are about the two phases that are compared.
    public var forecasts: [SliceForecast]
    /// What could not be taken away at the end; empty when nothing is left.
    public var leftovers: [String]
}
