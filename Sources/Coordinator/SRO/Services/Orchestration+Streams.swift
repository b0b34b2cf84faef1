extension Orchestration {
    /// Takes samples as they come from Kafka or by remote write, and hands them to the slices that want them.
    ///
    /// Returns when the forecasts that they complete have been made and handed out. A sample that belongs to no slice, that
    /// is late, or more than ten seconds from now costs itself only.
    public func add(_ samples: [LiveSample]) async {
        await router.route(samples)
    }

    /// Takes KPIs in MLO-V2's form.
    public func add(_ measurements: [LiveMeasurement]) async {
        await router.route(measurements)
    }
}
