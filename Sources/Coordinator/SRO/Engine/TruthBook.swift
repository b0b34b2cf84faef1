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
    private var open: [Int64: [StoredForecast]] = [:]

    init(errors: [ModelError] = []) {
        self.errors = Dictionary(errors.map { ($0.key, $0) }) { $1 }
    }

    mutating func note(_ forecast: StoredForecast) {
        for point in forecast.points {
            var single = forecast
            single.points = [point]
            open[forecast.second + 1 + Int64(point.horizonSeconds), default: []].append(single)
        }
    }

    /// Compares the forecasts for `second` with what came true; those made for another flavor are not counted.
    mutating func resolve(second: Int64, actual: Double, flavor: String) -> Truth? {
        let forecasts = open.removeValue(forKey: second)
        if open.count > 1 { open = open.filter { $0.key > second } }
        guard let forecasts, actual.isFinite else { return nil }
        for forecast in forecasts where forecast.flavor == flavor {
            for point in forecast.points {
                let key = ModelError.Key(
                    flavor: flavor,
                    version: forecast.version,
                    horizonSeconds: point.horizonSeconds
                )
                var tally = errors[key] ?? ModelError(key: key)
                tally.count += 1
                tally.absoluteError += abs(actual - point.value)
                tally.lastValueError += abs(actual - (forecast.lastValue ?? point.value))
                tally.runningMedianError += abs(actual - (forecast.runningMedian ?? point.value))
                tally.actual += abs(actual)
                tally.inside += point.lower <= actual && actual <= point.upper ? 1 : 0
                errors[key] = tally
            }
        }
        return Truth(second: second, actual: actual, forecasts: forecasts)
    }

    mutating func removeAll() {
        open = [:]
    }
}
