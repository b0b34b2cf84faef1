/// What the coordinator tells about a slice; only what the demo reads.
struct SliceState: Decodable, Sendable {
    struct KPI: Decodable, Sendable {
        var second: Int64?
        var value: Double?
    }

    struct Flavor: Decodable, Sendable {
        var id: String
        var rows: Int
        var model: ModelState?
    }

    struct Health: Decodable, Sendable {
        struct Target: Decodable, Sendable {
            var up: Bool
            var series: Int
            var error: String?
        }

        var targets: [Target]
    }

    var kpi: KPI
    var flavor: String
    var mode: String
    var flavors: [Flavor]
    var health: Health
    var forecasts: [SliceForecast]
}

/// One model.
struct ModelState: Codable, Sendable {
    struct Gate: Codable, Sendable {
        var passed: Bool
        var ratio: Double?
    }

    struct Score: Codable, Sendable {
        struct Baseline: Codable, Sendable {
            var family: String
            var nmae: Double?
            var mape: Double?
        }

        var horizon: Int
        var family: String
        var nmae: Double?
        var mape: Double?
        var baselines: [Baseline]
        var coverage: Double?
    }

    var version: Int
    var flavor: String
    var rows: Int
    var inputs: [String]
    var gate: Gate?
    var scores: [Score]
}

/// One forecast, with the truth once it is known.
public struct SliceForecast: Codable, Sendable, Equatable {
    /// The second in which it was made.
    public var madeSecond: Int64
    /// The second that it is about.
    public var dueSecond: Int64
    /// How far ahead it looks, in seconds.
    public var horizon: Int
    /// The most likely value.
    public var value: Double
    /// The lower end of the interval.
    public var lower: Double?
    /// The upper end of the interval.
    public var upper: Double?
    /// How likely the bound is broken.
    public var violationProbability: Double?
    /// What made it: a model or a baseline.
    public var family: String
    /// The flavor that was in force when it was made.
    public var flavor: String?
    /// What came true.
    public var actual: Double?
    /// What "it stays as it is" would have forecast.
    public var lastValue: Double?
    /// What the median of the recent past would have forecast.
    public var runningMedian: Double?
}

/// One entry of the coordinator's book of decisions.
public struct SliceDecision: Codable, Sendable, Equatable {
    /// How acting went.
    public struct Outcome: Codable, Sendable, Equatable {
        /// One of `applied`, `failed`, `dry-run` and `none`.
        public var state: String
        /// In words.
        public var detail: String?
    }

    /// Its number.
    public var id: Int
    /// When it was made, since the Unix epoch.
    public var milliseconds: Int64
    /// What was decided.
    public var kind: String
    /// The rule that decided.
    public var rule: String?
    /// The flavor before.
    public var from: String?
    /// The flavor after.
    public var to: String?
    /// Whether something was done.
    public var executed: Bool
    /// How acting went.
    public var outcome: Outcome?
    /// Why, in words.
    public var explanation: String?
}

struct SliceForecasts: Decodable, Sendable {
    var forecasts: [SliceForecast]
}

struct SliceDecisions: Decodable, Sendable {
    var decisions: [SliceDecision]
}

struct SliceModels: Decodable, Sendable {
    var models: [ModelState]
}

struct KPIHistory: Decodable, Sendable {
    struct Row: Decodable, Sendable {
        var second: Int64
        var value: Double?
        var flavor: String?
    }

    var rows: [Row]
}

/// Long work of the coordinator.
struct JobState: Decodable, Sendable {
    var id: String
    var state: String
    var progress: Double?
    var stage: String?
    var error: String?
}

struct StartedJob: Decodable, Sendable {
    var job: JobState
}
