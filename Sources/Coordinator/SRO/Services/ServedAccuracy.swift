public import Store

/// How good a model's forecasts have been at one horizon, as far as they have come true.
public struct ServedAccuracy: Sendable, Equatable {
    /// How far ahead, in seconds.
    public var horizonSeconds: Int
    /// How many forecasts have come true or not.
    public var forecasts: Int
    /// The mean absolute error, in the KPI's unit.
    public var mae: Double
    /// The mean absolute error as a share of the KPI's mean magnitude; `nil` when that is zero.
    public var nmae: Double?
    /// The mean absolute error that "it stays as it is" would have made.
    public var lastValueMAE: Double
    /// The share of true values inside the interval, 0...1.
    public var coverage: Double

    /// Divides the sums; `nil` before anything has come true.
    public init?(_ error: ModelError) {
        guard error.count > 0 else { return nil }
        let count = Double(error.count)
        horizonSeconds = error.key.horizonSeconds
        forecasts = error.count
        mae = error.absoluteError / count
        nmae = error.actual > 0 ? error.absoluteError / error.actual : nil
        lastValueMAE = error.lastValueError / count
        coverage = Double(error.inside) / count
    }
}
