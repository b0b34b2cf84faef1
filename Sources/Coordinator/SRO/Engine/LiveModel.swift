import FeatureSelection
import Forecasting
import Store

/// A trained model at work: it picks its inputs out of the seconds and keeps their rates and windows.
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

    init(_ model: ForecastModel, inputs: [ModelSummary.Input], version: Int) {
        self.version = version
        self.inputs = inputs
        rates = Array(repeating: CounterRate(), count: inputs.count)
        forecaster = LiveForecaster(model)
    }

    /// The names of the inputs, in order.
    var inputNames: [String] { inputs.map(\.name) }

    /// What the model knows of its own recent errors.
    var performance: [LivePerformance] { forecaster.performance }

    /// Takes the next second.
    mutating func append(_ row: AssembledSecond, columns: [SeriesColumn]) {
        if columns.count != knownColumns {
            let names = Dictionary(
                columns.indices.map { (columns[$0].name, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            places = inputs.map { names[$0.name] }
            knownColumns = columns.count
        }
        lastInputs = inputs.indices.map { index in
            let value = places[index].map { row.values[$0] } ?? .nan
            return inputs[index].kind == .counter ? rates[index].append(value, at: row.second) : value
        }
        forecaster.append(second: row.second, inputs: lastInputs, target: row.kpi)
    }

    /// Forecasts from the last second on; the probabilities are those of breaking the agreement.
    mutating func forecasts(bound: Bound, explaining: Bool) -> [Forecast] {
        forecaster.forecast(bound: bound.value, explaining: explaining).map { forecast in
            var forecast = forecast
            forecast.violationProbability = forecast.violationProbability.map(bound.violationProbability(whenReached:))
            return forecast
        }
    }
}
