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
    /// The flavors and families that open forecasts speak of.
    private var names: [String] = []

    /// One horizon's forecast that waits for its second; names by their places, and `.nan` for what is not known, because
    /// thousands of slices keep some tens of these each.
    private struct Open {
        var second: Int64
        var value: Double
        var lower: Double
        var upper: Double
        var probability: Double
        var freshShare: Double
        var lastValue: Double
        var runningMedian: Double
        var horizonSeconds: Int32
        var version: Int32
        var flavor: UInt16
        var family: UInt16
        var isDegraded: Bool

        var due: Int64 { second + 1 + Int64(horizonSeconds) }
    }

    init(errors: [ModelError] = []) {
        self.errors = Dictionary(errors.map { ($0.key, $0) }) { $1 }
    }

    mutating func note(_ forecast: StoredForecast) {
        if open.isEmpty {
            // As many as there will ever be at 1 Hz: an array that grows by itself takes up to twice that.
            open.reserveCapacity(forecast.points.reduce(0) { $0 + min($1.horizonSeconds, 3_600) + 2 })
        }
        let flavor = place(of: forecast.flavor)
        for point in forecast.points {
            open.append(
                Open(
                    second: forecast.second,
                    value: point.value,
                    lower: point.lower,
                    upper: point.upper,
                    probability: point.violationProbability ?? .nan,
                    freshShare: point.freshShare,
                    lastValue: forecast.lastValue ?? .nan,
                    runningMedian: forecast.runningMedian ?? .nan,
                    horizonSeconds: Int32(clamping: point.horizonSeconds),
                    version: Int32(clamping: forecast.version),
                    flavor: flavor,
                    family: place(of: point.family),
                    isDegraded: point.isDegraded
                )
            )
        }
    }

    /// Compares the forecasts for `second` with what came true; those made for another flavor are not counted.
    mutating func resolve(second: Int64, actual: Double, flavor: String) -> Truth? {
        let due = open.filter { $0.due == second }.map(forecast(of:))
        open.removeAll { $0.due <= second }
        guard !due.isEmpty, actual.isFinite else { return nil }
        for forecast in due where forecast.flavor == flavor {
            for point in forecast.points { count(point, of: forecast, actual: actual) }
        }
        return Truth(second: second, actual: actual, forecasts: due)
    }

    mutating func removeAll() {
        open.removeAll(keepingCapacity: true)
    }

    private mutating func count(_ point: StoredForecast.Point, of forecast: StoredForecast, actual: Double) {
        let key = ModelError.Key(
            flavor: forecast.flavor,
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

    private func forecast(of open: Open) -> StoredForecast {
        let point = StoredForecast.Point(
            horizonSeconds: Int(open.horizonSeconds),
            value: open.value,
            lower: open.lower,
            upper: open.upper,
            violationProbability: open.probability.isNaN ? nil : open.probability,
            freshShare: open.freshShare,
            isDegraded: open.isDegraded,
            family: names[Int(open.family)]
        )
        return StoredForecast(
            second: open.second,
            flavor: names[Int(open.flavor)],
            version: Int(open.version),
            lastValue: open.lastValue.isNaN ? nil : open.lastValue,
            runningMedian: open.runningMedian.isNaN ? nil : open.runningMedian,
            points: [point]
        )
    }

    private mutating func place(of name: String) -> UInt16 {
        if let place = names.firstIndex(of: name) { return UInt16(place) }
        names.append(name)
        return UInt16(names.count - 1)
    }
}
