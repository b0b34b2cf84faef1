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
        let unsettled = StreamRouter.follow(router.take(samples, measurements)[...])
        for runtime in unsettled { await runtime.settle() }
    }

    /// Takes samples and KPIs as ``add(_:_:)`` does, and returns as soon as the forecasts that they complete are handed out.
    ///
    /// - Parameter remainder: Gets what is still to be done, for ``follow(_:)``.
    public func forecast(
        from samples: [LiveSample],
        _ measurements: [LiveMeasurement],
        leaving remainder: inout StreamRemainder
    ) {
        remainder.add(router.take(samples, measurements))
    }

    /// Does a piece of what was left to be done, in less than a millisecond; all of it, on all processors, when it has waited
    /// for too long.
    ///
    /// What has to wait for the disk or for others is done while the ``services`` run.
    public func follow(_ remainder: inout StreamRemainder) {
        guard !remainder.isDue else {
            for runtime in StreamRouter.follow(remainder.takeAll()) { settling.add(runtime) }
            return
        }
        let end = ContinuousClock.now + StreamRemainder.piece
        repeat {
            guard let next = remainder.takeFirst() else { return }
            if next.runtime.follow(kpi: next.kpi) { settling.add(next.runtime) }
        } while .now < end
    }

    /// Whether samples of a series belong to any slice.
    public func wants(_ series: LiveSeries) -> Bool {
        router.wants(series)
    }

    /// Takes KPIs in MLO-V2's form.
    public func add(_ measurements: [LiveMeasurement]) async {
        await add([], measurements)
    }
}
