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

/// How far the forecasts of one horizon were off while the coordinator has been running.
///
/// Only sums that grow, so that a monitoring system can take rates of them.
public struct ErrorTally: Sendable, Equatable {
    /// How many forecasts came true or not.
    public var count = 0
    /// The sum of their absolute errors.
    public var absoluteError = 0.0
    /// The sum of the absolute errors that "it stays as it is" would have made.
    public var lastValueError = 0.0
    /// The sum of the absolute errors that the median of the last 30 s would have made.
    public var runningMedianError = 0.0
    /// The sum of the true values' magnitudes.
    public var actual = 0.0
    /// How many true values lay inside the interval.
    public var inside = 0
}

/// Keeps forecasts until they come true.
struct TruthBook: Sendable {
    /// How far the forecasts were off, by horizon in seconds.
    private(set) var tallies: [Int: ErrorTally] = [:]
    private var open: [Int64: [StoredForecast]] = [:]

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
                var tally = tallies[point.horizonSeconds] ?? ErrorTally()
                tally.count += 1
                tally.absoluteError += abs(actual - point.value)
                tally.lastValueError += abs(actual - (forecast.lastValue ?? point.value))
                tally.runningMedianError += abs(actual - (forecast.runningMedian ?? point.value))
                tally.actual += abs(actual)
                tally.inside += point.lower <= actual && actual <= point.upper ? 1 : 0
                tallies[point.horizonSeconds] = tally
            }
        }
        return Truth(second: second, actual: actual, forecasts: forecasts)
    }

    mutating func removeAll() {
        open = [:]
    }
}
