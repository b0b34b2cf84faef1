public import Store

/// What was forecast for a second, beside what came true.
public struct Truth: Sendable, Equatable {
    /// The second.
    public var second: Int64
    /// The KPI at that second.
    public var actual: Double
    /// The forecasts that were about it, each as the only point of its second.
    public var forecasts: [StoredForecast]
}

/// Keeps forecasts until they come true.
struct TruthBook: Sendable {
    /// How far the forecasts of each model were off; only sums that grow, so that rates can be taken of them.
    private(set) var errors: [ModelError.Key: ModelError] = [:]
    private var open: [Open] = []

    /// One horizon's forecast that waits for its second.
    private struct Open {
        var due: Int64
        /// Without its points.
        var forecast: StoredForecast
        var point: StoredForecast.Point
    }

    init(errors: [ModelError] = []) {
        self.errors = Dictionary(errors.map { ($0.key, $0) }) { $1 }
    }

    mutating func note(_ forecast: StoredForecast) {
        var bare = forecast
        bare.points = []
        for point in forecast.points {
            open.append(Open(due: forecast.dueSecond(of: point), forecast: bare, point: point))
        }
    }

    /// Compares the forecasts for `second` with what came true; those made for another flavor are not counted.
    mutating func resolve(second: Int64, actual: Double, flavor: String) -> Truth? {
        let due = open.filter { $0.due == second }
        open.removeAll { $0.due <= second }
        guard !due.isEmpty, actual.isFinite else { return nil }
        for (forecast, point) in due.map({ ($0.forecast, $0.point) }) where forecast.flavor == flavor {
            let key = ModelError.Key(flavor: flavor, version: forecast.version, horizonSeconds: point.horizonSeconds)
            var tally = errors[key] ?? ModelError(key: key)
            tally.count += 1
            tally.absoluteError += abs(actual - point.value)
            tally.lastValueError += abs(actual - (forecast.lastValue ?? point.value))
            tally.runningMedianError += abs(actual - (forecast.runningMedian ?? point.value))
            tally.actual += abs(actual)
            tally.inside += point.lower <= actual && actual <= point.upper ? 1 : 0
            errors[key] = tally
        }
        let forecasts = due.map { entry in
            var forecast = entry.forecast
            forecast.points = [entry.point]
            return forecast
        }
        return Truth(second: second, actual: actual, forecasts: forecasts)
    }

    mutating func removeAll() {
        open = []
    }
}
