public import Forecasting

/// What a model's forecasts come down to for a decision: the worst of them.
public struct Assessment: Sendable, Equatable {
    /// The last second that the forecast has seen.
    public var second: Int64
    /// The worst forecast up to the policy's horizon.
    public var forecast: Forecast
    /// How probable it is that the agreement is broken then, 0...1.
    public var probability: Double

    /// An assessment.
    public init(second: Int64, forecast: Forecast, probability: Double) {
        self.second = second
        self.forecast = forecast
        self.probability = probability
    }

    /// The worst of `forecasts` up to `horizon` seconds ahead.
    ///
    /// `nil` when none of them has a probability or finite values: there is nothing to act on then.
    public init?(of forecasts: [Forecast], upTo horizon: Int) {
        let candidates = forecasts.filter { forecast in
            forecast.horizonSeconds <= horizon && forecast.value.isFinite && forecast.lower.isFinite
                && forecast.upper.isFinite && (forecast.violationProbability?.isFinite ?? false)
        }
        let worst = candidates.max { one, other in
            let (first, second) = (one.violationProbability ?? 0, other.violationProbability ?? 0)
            return (first, one.horizonSeconds) < (second, other.horizonSeconds)
        }
        guard let worst, let probability = worst.violationProbability else { return nil }
        self.init(second: worst.second, forecast: worst, probability: probability)
    }
}
