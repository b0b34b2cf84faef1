import FeatureSelection
import Forecasting
import Store

/// The models of a flavor at work: they pick their inputs out of the seconds and keep their rates and windows.
struct LiveModel: Sendable {
    /// The version in the store.
    let version: Int
    private let inputs: [ModelSummary.Input]
    private var rates: [CounterRate]
    private var forecaster: LiveForecaster
    private var places: [Int?] = []
    private var knownColumns = 0
    /// The inputs as the model has seen them last, rates for counters.
    private(set) var lastInputs: [Double] = []

    init(_ model: FlavorModel) {
        version = model.version
        inputs = model.summary.inputs
        rates = Array(repeating: CounterRate(), count: inputs.count)
        forecaster = LiveForecaster(model.model, companion: model.counterfactual)
    }

    /// The names of the inputs, in order.
    var inputNames: [String] { inputs.map(\.name) }

    /// Lets the model of the inputs alone come along from now on, or not.
    mutating func accompany(by counterfactual: ForecastModel?) {
        forecaster.accompany(by: counterfactual)
    }

    /// What the model knows of its own recent errors.
    var performance: [LivePerformance] { forecaster.performance }

    /// Takes what is known of the next second before its KPI is there; ``append(_:columns:)`` has less to do then.
    mutating func prepare(_ row: AssembledSecond, columns: [SeriesColumn]) {
        find(columns)
        var rates = rates
        forecaster.prepare(second: row.second, inputs: Self.values(of: inputs, at: places, in: row, rates: &rates))
    }

    /// Takes the next second.
    mutating func append(_ row: AssembledSecond, columns: [SeriesColumn]) {
        find(columns)
        lastInputs = Self.values(of: inputs, at: places, in: row, rates: &rates)
        forecaster.append(second: row.second, inputs: lastInputs, target: row.kpi)
    }

    private mutating func find(_ columns: [SeriesColumn]) {
        guard columns.count != knownColumns else { return }
        let names = Dictionary(columns.indices.map { (columns[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
        places = inputs.map { names[$0.name] }
        knownColumns = columns.count
    }

    private static func values(
        of inputs: [ModelSummary.Input],
        at places: [Int?],
        in row: AssembledSecond,
        rates: inout [CounterRate]
    ) -> [Double] {
        inputs.indices.map { index in
            let value = places[index].map { row.values[$0] } ?? .nan
            return inputs[index].kind == .counter ? rates[index].append(value, at: row.second) : value
        }
    }

    /// Forecasts from the last second on; the probabilities are those of breaking the agreement.
    mutating func forecasts(bound: Bound, explaining: Bool) -> [Forecast] {
        forecaster.forecast(bound: bound.value, explaining: explaining).map { $0.judged(by: bound) }
    }

    /// What the model of the inputs alone says: how the KPI would be in the model's flavor under the load of now.
    mutating func counterfactualForecasts(bound: Bound) -> [Forecast] {
        forecaster.companionForecast(bound: bound.value).map { $0.judged(by: bound) }
    }
}

extension Forecast {
    /// The same with the probability of breaking the agreement in place of that of reaching its bound.
    fileprivate func judged(by bound: Bound) -> Forecast {
        var forecast = self
        forecast.violationProbability = violationProbability.map(bound.violationProbability(whenReached:))
        return forecast
    }
}
