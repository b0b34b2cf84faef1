extension DemoReport.ForecastError {
    /// The errors of forecasts against what came true; `nil` when there is no pair of both.
    package init?(of pairs: some Sequence<(forecast: Double?, actual: Double?)>) {
        let known = pairs.compactMap { forecast, actual -> (error: Double, actual: Double)? in
            guard let forecast, let actual, forecast.isFinite, actual.isFinite else {
                return nil
            }
            return ((forecast - actual).magnitude, actual)
        }
        guard !known.isEmpty else {
            return nil
        }
        let count = Double(known.count)
        let total = known.map(\.error).reduce(0, +)
        let actual = known.map(\.actual.magnitude).reduce(0, +)
        let relative = known.filter { $0.actual != 0 }.map { $0.error / $0.actual.magnitude }
        self.init(
            count: known.count,
            mae: total / count,
            nmae: actual > 0 ? total / actual : 0,
            mape: relative.isEmpty ? 0 : 100 * relative.reduce(0, +) / Double(relative.count)
        )
    }
}

extension DemoReport.Accuracy {
    /// The errors of forecasts and of the baselines at the same moments.
    ///
    /// A moment counts only when all three have a forecast and the truth is known, so that all are asked the same.
    package init(of forecasts: [SliceForecast], horizon: Int) {
        let asked = forecasts.filter { $0.actual != nil && $0.lastValue != nil && $0.runningMedian != nil }
        let forecast = DemoReport.ForecastError(of: asked.map { ($0.value, $0.actual) })
        let lastValue = DemoReport.ForecastError(of: asked.map { ($0.lastValue, $0.actual) })
        let inside = asked.compactMap { forecast -> Bool? in
            guard let lower = forecast.lower, let upper = forecast.upper, let actual = forecast.actual else {
                return nil
            }
            return (lower <= actual) && (actual <= upper)
        }
        self.init(
            horizon: horizon,
            forecast: forecast,
            lastValue: lastValue,
            runningMedian: DemoReport.ForecastError(of: asked.map { ($0.runningMedian, $0.actual) }),
            coverage: inside.isEmpty ? nil : Double(inside.filter(\.self).count) / Double(inside.count),
            families: Dictionary(forecasts.map { ($0.family, 1) }, uniquingKeysWith: +),
            beatsLastValue: forecast.flatMap { forecast in lastValue.map { forecast.mae < $0.mae } } ?? false
        )
    }
}

extension DemoReport.Violations {
    /// Counts the seconds at or above `bound`.
    package init(of points: some Sequence<DemoReport.Point>, bound: Double) {
        let values = points.compactMap(\.value)
        let violating = values.filter { $0 >= bound }.count
        self.init(
            seconds: values.count,
            violating: violating,
            share: values.isEmpty ? 0 : Double(violating) / Double(values.count)
        )
    }
}
