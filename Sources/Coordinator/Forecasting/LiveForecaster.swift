/// Forecasts a live slice: takes one row a second, and holds what the features need of the past.
public struct LiveForecaster: Sendable {
    /// The model that serves.
    public let model: ForecastModel

    private var second: Int64?
    private var lastTarget = Double.nan

    /// Starts with an empty past.
    public init(_ model: ForecastModel) {
        self.model = model
    }

    /// Takes the measurements of one second.
    ///
    /// - Parameters:
    ///   - second: UTC; must be newer than the last one.
    ///   - inputs: In the order of the model's `inputNames`; `.nan` marks a missing value.
    ///   - target: The KPI; `.nan` marks a missing value.
    /// - Returns: Whether the row was taken; `false` when it is not newer than the last one.
    /// - Precondition: There are as many inputs as the model has names.
    @discardableResult
    public mutating func append(second: Int64, inputs: [Double], target: Double) -> Bool {
        precondition(inputs.count == model.inputNames.count, "a row must have the model's inputs")
        if let last = self.second, second <= last { return false }
        self.second = second
        if target.isFinite { lastTarget = target }
        return true
    }

    /// Forecasts every horizon from the last appended second.
    ///
    /// - Parameters:
    ///   - bound: The agreement's upper bound in the KPI's unit; `nil` asks for no probability.
    ///   - explaining: Whether to compute the contributions.
    /// - Returns: One forecast for each horizon that has anything to say; empty before the KPI or enough inputs are there.
    public mutating func forecast(bound: Double? = nil, explaining: Bool = true) -> [Forecast] {
        guard let second, lastTarget.isFinite else { return [] }
        return model.horizons.map { horizon in
            Forecast(
                second: second,
                horizonSeconds: horizon,
                value: lastTarget,
                lower: lastTarget,
                upper: lastTarget,
                violationProbability: bound.map { lastTarget >= $0 ? 1 : 0 },
                family: .lastValue,
                baseValue: lastTarget
            )
        }
    }

    /// How the forecasts of each horizon have done.
    public var performance: [LivePerformance] {
        []
    }
}
