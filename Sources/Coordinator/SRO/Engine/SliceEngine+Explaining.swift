import Forecasting
import Store

/// What the inputs add to the forecast at the horizon that decides.
public struct ForecastExplanation: Sendable, Equatable {
    /// The last second that the forecast has seen, UTC.
    public var second: Int64
    /// Seconds ahead.
    public var horizon: Int
    /// The family of model that answered.
    public var family: String
    /// The forecast, in the KPI's unit.
    public var value: Double
    /// What each input adds, in the KPI's unit, largest first.
    public var contributions: [Decision.Contribution]
}

extension SliceEngine {
    /// Takes the last forecast apart, or `nil` when there is none.
    var explanation: ForecastExplanation? {
        // A copy is asked, so that the model at work does not see that forecast twice.
        guard let lastForecasts, var model = live[flavor] else { return nil }
        let forecasts = model.forecasts(bound: slice.bound, explaining: true)
        let horizon = slice.decidingHorizon
        guard let forecast = forecasts.first(where: { $0.horizonSeconds == horizon }) else { return nil }
        return ForecastExplanation(
            second: lastForecasts.second,
            horizon: horizon,
            family: forecast.family.rawValue,
            value: forecast.value,
            contributions: Decision.Contribution.all(in: forecast)
        )
    }
}

extension Decision.Contribution {
    /// What the inputs add to a forecast, largest first; what is no number is left out.
    static func all(in forecast: Forecast) -> [Decision.Contribution] {
        forecast.contributions
            .filter { $0.value.isFinite }
            .sorted { abs($0.value) > abs($1.value) }
            .map { Decision.Contribution(name: $0.name, value: $0.value) }
    }
}
