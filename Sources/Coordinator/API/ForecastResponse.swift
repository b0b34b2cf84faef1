import SRO
import Store

/// One forecast, and what came true.
struct ForecastResponse: Codable, Equatable {
    var madeSecond: Int64
    var dueSecond: Int64
    var horizon: Int
    var value: Double?
    var lower: Double?
    var upper: Double?
    var violationProbability: Double?
    var family: String
    var degraded: Bool
    var freshShare: Double
    var flavor: String
    var model: Int
    var actual: Double?
    var lastValue: Double?
    var runningMedian: Double?

    static func all(in forecast: StoredForecast, actual: Double? = nil) -> [ForecastResponse] {
        forecast.points.map { point in
            ForecastResponse(
                madeSecond: forecast.second,
                dueSecond: forecast.second + 1 + Int64(point.horizonSeconds),
                horizon: point.horizonSeconds,
                value: point.value.known,
                lower: point.lower.known,
                upper: point.upper.known,
                violationProbability: point.violationProbability?.known,
                family: point.family,
                degraded: point.isDegraded,
                freshShare: point.freshShare,
                flavor: forecast.flavor,
                model: forecast.version,
                actual: actual,
                lastValue: forecast.lastValue,
                runningMedian: forecast.runningMedian
            )
        }
    }
}

struct ForecastList: Codable {
    var slice: String
    var forecasts: [ForecastResponse]
}

/// A second that came true.
struct TruthResponse: Codable {
    var slice: String
    var second: Int64
    var actual: Double
    var forecasts: [ForecastResponse]

    init(_ truth: Truth, slice: String) {
        self.slice = slice
        second = truth.second
        actual = truth.actual
        forecasts = truth.forecasts.flatMap { ForecastResponse.all(in: $0, actual: truth.actual) }
    }
}

extension Double {
    /// The number, or `nil` when it is none: JSON has neither NaN nor infinity.
    var known: Double? { isFinite ? self : nil }
}
