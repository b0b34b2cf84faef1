public import FeatureSelection
import Forecasting

/// What is to be known of a trained model without decoding it.
public struct ModelSummary: Sendable, Equatable, Codable {
    /// A series that the model looks at.
    public struct Input: Sendable, Equatable, Codable {
        /// The series.
        public var name: String
        /// Whether its value or its rate is looked at.
        public var kind: SeriesKind
    }

    /// How well one family of models did on held-out rows.
    public struct Score: Sendable, Equatable, Codable {
        /// The family.
        public var family: String
        /// Mean absolute error over the mean of the KPI.
        public var nmae: Double?
        /// Mean of the relative absolute errors, in percent.
        public var mape: Double?
    }

    /// How well one horizon is forecast on held-out rows.
    public struct Horizon: Sendable, Equatable, Codable {
        /// Seconds ahead.
        public var horizon: Int
        /// The family that serves.
        public var family: String
        /// Its error.
        public var nmae: Double?
        /// Its relative error, in percent.
        public var mape: Double?
        /// The baselines' errors on the same rows.
        public var baselines: [Score]
        /// The share of held-out values inside the interval.
        public var coverage: Double?
        /// How many held-out rows there were.
        public var samples: Int
    }

    /// Whether the model may act.
    public struct Gate: Sendable, Equatable, Codable {
        /// Whether the error is small enough.
        public var passed: Bool
        /// The error as a share of the best baseline's, by the slice's objective.
        public var ratio: Double?
        /// The horizon that was judged, in seconds.
        public var horizon: Int
    }

    /// How many rows it was trained and judged on.
    public var rows: Int
    /// The first of them, UTC second.
    public var fromSecond: Int64
    /// The last of them, UTC second.
    public var toSecond: Int64
    /// What it looks at.
    public var inputs: [Input]
    /// Whether it may act.
    public var gate: Gate
    /// Its scores, one for each horizon.
    public var scores: [Horizon]
    /// The scores of the model of the inputs alone.
    public var counterfactualScores: [Horizon]
}
