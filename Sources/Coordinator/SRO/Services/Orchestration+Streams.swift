extension Orchestration {
    /// Takes samples as they come from Kafka or by remote write, and hands them to the slices that want them.
    ///
    /// Returns when the forecasts that they complete have been made and handed out. A sample that belongs to no slice, or
    /// is more than ten seconds in the future, costs itself only; one that is late is still recorded.
    ///
    /// - Parameters:
    ///   - samples: Values of series.
    ///   - measurements: KPIs in MLO-V2's form that came with them; a second that both complete is forecast from at once.
    public func add(_ samples: [LiveSample], _ measurements: [LiveMeasurement] = []) async {
        await router.route(samples, measurements)
    }

    /// Whether samples of a series belong to any slice.
    public func wants(_ series: LiveSeries) -> Bool {
        router.wants(series)
    }

    /// Takes KPIs in MLO-V2's form.
    public func add(_ measurements: [LiveMeasurement]) async {
        await router.route([], measurements)
    }
}
