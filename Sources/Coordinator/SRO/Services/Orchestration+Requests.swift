import Forecasting
public import Store

extension Orchestration {
    /// A slice as it is now.
    ///
    /// - Throws: ``OrchestrationError/unknownSlice(_:)``.
    public func status(of slice: String) async throws(OrchestrationError) -> SliceStatus {
        try await runtime(slice).status
    }

    /// What the slice's last forecast is made of, or `nil` when there is none.
    ///
    /// - Throws: ``OrchestrationError/unknownSlice(_:)``.
    public func explanation(of slice: String) async throws(OrchestrationError) -> ForecastExplanation? {
        try await runtime(slice).explanation
    }

    /// How the slice's targets answer.
    ///
    /// - Throws: ``OrchestrationError/unknownSlice(_:)``.
    public func targets(of slice: String) async throws(OrchestrationError) -> [TargetStatus] {
        let targets = try runtime(slice).slice.targets
        return scraping.statuses(of: targets)
    }

    /// Takes KPI rows.
    ///
    /// - Throws: ``OrchestrationError``; nothing is kept then.
    public func addKPI(_ rows: [KPIRow], columns: [String], slice: String) async throws(OrchestrationError) {
        try await runtime(slice).add(rows, columns: columns)
    }

    /// Changes the flavor because the operator wants it, and waits for the actuator.
    ///
    /// - Throws: ``OrchestrationError``, ``StoreError``.
    public func change(_ slice: String, to flavor: String, reason: String?) async throws -> DecisionRecord {
        try await runtime(slice).change(to: flavor, reason: reason)
    }

    /// Sets how far the orchestration of a slice may go.
    ///
    /// - Throws: ``OrchestrationError``, ``StoreError``.
    public func set(mode: OrchestrationMode, of slice: String, reason: String?) async throws {
        try await runtime(slice).set(mode: mode, reason: reason)
    }

    /// Lets a slice act without a model that has passed the gate, or not.
    ///
    /// - Throws: ``OrchestrationError``, ``StoreError``.
    public func set(isOverridden: Bool, of slice: String, reason: String?) async throws {
        try await runtime(slice).set(isOverridden: isOverridden, reason: reason)
    }

    /// Asks for a model of a flavor; the job goes on when this returns.
    ///
    /// - Throws: ``OrchestrationError``, ``TrainingError``, ``StoreError``.
    public func train(
        _ slice: String,
        flavor: String,
        from: Int64? = nil,
        to: Int64? = nil,
        isChallenge: Bool = false
    ) async throws -> Job {
        try await begin(isChallenge ? .challenge : .train, slice, flavor: flavor, from: from, to: to)
    }

    func begin(
        _ kind: Job.Kind,
        _ slice: String,
        flavor: String,
        from: Int64?,
        to: Int64?,
        isRolling: Bool? = nil
    ) async throws -> Job {
        let runtime = try runtime(slice)
        guard runtime.slice.flavor(flavor) != nil else {
            throw OrchestrationError.unknownFlavor(slice: slice, flavor: flavor)
        }
        let (found, needed) = (try await runtime.rowCount(of: flavor), Training.neededRows(of: runtime.slice))
        guard found >= needed else { throw TrainingError.tooFewRows(flavor: flavor, found: found, needed: needed) }
        let job = try await jobs.open(kind, slice: slice, flavor: flavor, from: from, to: to, isRolling: isRolling)
        await runtime.countJob(+1)
        enqueue(job)
        return job
    }

    /// The job with a number.
    ///
    /// - Throws: ``OrchestrationError/unknownJob(_:)``.
    public func job(_ id: String) async throws(OrchestrationError) -> Job {
        guard let number = Int64(id), let job = await jobs.job(number) else { throw .unknownJob(id) }
        return job
    }

    /// All jobs that are remembered, oldest first.
    public func allJobs() async -> [Job] {
        await jobs.all()
    }

    /// Every model that the slice has had, oldest first.
    ///
    /// - Throws: ``OrchestrationError/unknownSlice(_:)``, ``StoreError``.
    public func models(of slice: String) async throws -> [ModelStatus] {
        let runtime = try runtime(slice)
        var models: [ModelStatus] = []
        for stored in try await store.modelSummaries(slice: runtime.storeKey) {
            guard let summary = try? JSON.decode(ModelSummary.self, from: stored.summary) else { continue }
            models.append(
                ModelStatus(
                    flavor: stored.flavor,
                    version: stored.version,
                    createdMilliseconds: stored.milliseconds,
                    isActive: stored.isActive,
                    summary: summary,
                    served: await runtime.served(flavor: stored.flavor, version: stored.version),
                    challenge: await runtime.challenge(flavor: stored.flavor, version: stored.version)
                )
            )
        }
        return models
    }

    /// The newest decisions of a slice in a span of milliseconds, oldest first.
    ///
    /// - Throws: ``OrchestrationError/unknownSlice(_:)``, ``StoreError``.
    public func decisions(
        of slice: String,
        milliseconds: ClosedRange<Int64>,
        limit: Int
    ) async throws -> [DecisionRecord] {
        try await store.decisions(slice: runtime(slice).storeKey, milliseconds: milliseconds, limit: limit)
            .compactMap { DecisionRecord($0) }
    }

    /// The decision with a number; of any slice when `slice` is `nil`.
    ///
    /// - Throws: ``OrchestrationError``, ``StoreError``.
    public func decision(_ id: String, of slice: String? = nil) async throws -> DecisionRecord {
        let key = try slice.map { slice throws(OrchestrationError) in try runtime(slice).storeKey }
        guard
            let number = Int64(id), let stored = try await store.decision(number),
            key == nil || key == stored.slice, let record = DecisionRecord(stored)
        else { throw OrchestrationError.unknownDecision(id) }
        return record
    }

    /// The KPI by second, with the flavor that was in force where that was recorded.
    ///
    /// - Throws: ``OrchestrationError/unknownSlice(_:)``, ``StoreError``.
    public func kpi(
        of slice: String,
        seconds: ClosedRange<Int64>
    ) async throws -> [(second: Int64, value: Double, flavor: String?)] {
        let runtime = try runtime(slice)
        await writer.flush()
        return try await store.kpi(runtime.slice.kpi.name, slice: runtime.storeKey, seconds: seconds)
    }

    /// What was forecast for the seconds of a span, each with what came true, `nil` until that is known.
    ///
    /// - Parameters:
    ///   - slice: The slice's id.
    ///   - dueSeconds: The seconds that the forecasts are about.
    ///   - horizon: Only this horizon, or all.
    /// - Throws: ``OrchestrationError/unknownSlice(_:)``, ``StoreError``.
    public func forecasts(
        of slice: String,
        dueSeconds: ClosedRange<Int64>,
        horizon: Int?
    ) async throws -> [(forecast: StoredForecast, actual: Double?)] {
        let runtime = try runtime(slice)
        await writer.flush()
        let horizons = runtime.slice.training.horizons.filter { horizon == nil || $0 == horizon }
        guard let nearest = horizons.min(), let farthest = horizons.max() else { return [] }
        let lowest = dueSeconds.lowerBound.subtractingClamped(1 + Int64(farthest))
        let highest = dueSeconds.upperBound.subtractingClamped(1 + Int64(nearest))
        guard lowest <= highest else { return [] }
        let stored = try await store.forecasts(slice: runtime.storeKey, seconds: lowest...highest)
        let known = try await store.kpi(runtime.slice.kpi.name, slice: runtime.storeKey, seconds: dueSeconds)
        let actual = Dictionary(known.map { ($0.second, $0.value) }, uniquingKeysWith: { $1 })
        return stored.flatMap { forecast in
            forecast.points.compactMap { point in
                let due = forecast.second + 1 + Int64(point.horizonSeconds)
                guard dueSeconds.contains(due), horizon == nil || point.horizonSeconds == horizon else { return nil }
                var single = forecast
                single.points = [point]
                return (single, actual[due].flatMap(finite))
            }
        }
    }
}

extension Int64 {
    fileprivate func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? .min : difference
    }
}
