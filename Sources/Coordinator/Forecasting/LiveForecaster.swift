/// Forecasts a live slice: takes one row a second, and holds what the features need of the past.
///
/// A value: a copy goes on by itself, and a recorded day replays to the same bits. A second model that looks at the same
/// inputs without the KPI's past can come along, and costs no windows of its own.
public struct LiveForecaster: Sendable {
    private var state: FeatureState
    private var head: ForecastHead
    private var companion: ForecastHead?
    /// The inputs of the second whose KPI is still to come.
    private var prepared: [Double] = []

    /// The model that serves.
    public var model: ForecastModel { head.model }

    /// What the last forecast was made of; `.nan` where nothing is known.
    package var features: [Float] { head.features }

    /// Starts with an empty past.
    ///
    /// - Parameters:
    ///   - model: The model that serves.
    ///   - companion: A model that comes along; see ``companionForecast(bound:)``.
    /// - Precondition: `companion` ``ForecastModel/canAccompany(_:)`` `model`.
    public init(_ model: ForecastModel, companion: ForecastModel? = nil) {
        state = FeatureState(layout: model.layout, scale: model.scale, scaling: model.scaling)
        head = ForecastHead(model)
        accompany(by: companion)
    }

    /// Lets another model come along from now on, or none: it learns nothing, so that when it comes does not matter.
    ///
    /// - Precondition: `companion` ``ForecastModel/canAccompany(_:)`` ``model``.
    public mutating func accompany(by companion: ForecastModel?) {
        precondition(companion?.canAccompany(model) ?? true, "both models must see the same inputs in the same way")
        self.companion = companion.map { ForecastHead($0) }
    }

    /// Whether a model comes along.
    public var isAccompanied: Bool { companion != nil }

    /// Takes the inputs of the next second before its KPI is there: ``append(second:inputs:target:)``, which is to come after,
    /// and the forecast have less to do then, and give the same bits.
    ///
    /// Until then forecasts are those of the second before.
    ///
    /// - Parameters:
    ///   - second: UTC; right after the last one, or nothing is done.
    ///   - inputs: In the order of the model's `inputNames`; `.nan` marks a missing value.
    /// - Precondition: There are as many inputs as the model has names.
    public mutating func prepare(second: Int64, inputs: [Double]) {
        precondition(inputs.count == model.inputNames.count, "a row must have the model's inputs")
        guard state.prepare(second: second, inputs: inputs) else { return }
        prepared = inputs
        head.prepare(from: state)
    }

    /// Takes the measurements of one second.
    ///
    /// - Parameters:
    ///   - second: UTC; must be newer than the last one.
    ///   - inputs: In the order of the model's `inputNames`; `.nan` marks a missing value.
    ///   - target: The KPI; `.nan` marks a missing value. A model without the KPI's past does not look at it.
    /// - Returns: Whether the row was taken; `false` when it is not newer than the last one.
    /// - Precondition: There are as many inputs as the model has names.
    @discardableResult
    public mutating func append(second: Int64, inputs: [Double], target: Double) -> Bool {
        precondition(inputs.count == model.inputNames.count, "a row must have the model's inputs")
        let value = model.settings.usesPastOfTarget ? target : .nan
        let isAsPrepared =
            state.preparedSecond == second && prepared.elementsEqual(inputs) { $0.bitPattern == $1.bitPattern }
        if !isAsPrepared { head.forgetPrepared() }
        guard state.append(second: second, inputs: inputs, target: value) else { return false }
        if value.isFinite { head.learn(from: value, second: second) }
        return true
    }

    /// Forecasts every horizon from the last appended second.
    ///
    /// - Parameters:
    ///   - bound: The agreement's upper bound in the KPI's unit; `nil` asks for no probability.
    ///   - explaining: Whether to compute the contributions.
    /// - Returns: One forecast for each horizon; empty before there is anything to say.
    public mutating func forecast(bound: Double? = nil, explaining: Bool = true) -> [Forecast] {
        head.forecast(from: state, bound: bound, explaining: explaining)
    }

    /// The same by the model that comes along, without contributions; empty when there is none.
    public mutating func companionForecast(bound: Double? = nil) -> [Forecast] {
        companion?.forecast(from: state, bound: bound, explaining: false) ?? []
    }

    /// How the forecasts of each horizon have done; empty for a model without the KPI's past, which learns no truth.
    public var performance: [LivePerformance] { head.performance }
}

extension ForecastModel {
    /// Whether the model looks at nothing but the inputs of `other`, in the same windows.
    public func canAccompany(_ other: ForecastModel) -> Bool {
        !settings.usesPastOfTarget && inputNames == other.inputNames && scaling == other.scaling
            && settings.windowSeconds == other.settings.windowSeconds
    }
}
