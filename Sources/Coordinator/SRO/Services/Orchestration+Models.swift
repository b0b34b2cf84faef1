import Forecasting
import Logging
import Store
import Synchronization

extension Orchestration {
    /// Puts an older or newer model of a flavor to work.
    ///
    /// - Returns: The model.
    /// - Throws: ``OrchestrationError``, ``StoreError``; the model before stays at work then.
    public func activate(_ slice: String, flavor: String, version: Int) async throws -> ModelStatus {
        let runtime = try runtime(slice)
        guard runtime.slice.flavor(flavor) != nil else {
            throw OrchestrationError.unknownFlavor(slice: slice, flavor: flavor)
        }
        return try await runtime.activate(flavor: flavor, version: version)
    }

    /// Asks how good a model of the recorded rows would be, without putting one to work.
    ///
    /// - Parameters:
    ///   - slice: The slice's id.
    ///   - flavor: The flavor's id.
    ///   - from: The first second; `nil` is everything that is there.
    ///   - to: The last second.
    ///   - isRolling: Whether to train at five origins, each judged by what followed, instead of once.
    /// - Throws: ``OrchestrationError``, ``TrainingError``, ``StoreError``.
    public func backtest(
        _ slice: String,
        flavor: String,
        from: Int64? = nil,
        to: Int64? = nil,
        isRolling: Bool = false
    ) async throws -> Job {
        try await begin(.backtest, slice, flavor: flavor, from: from, to: to, isRolling: isRolling)
    }

    /// The backtest with a number.
    ///
    /// - Throws: ``OrchestrationError/unknownJob(_:)``.
    public func backtest(_ id: String) async throws(OrchestrationError) -> Job {
        let job = try await job(id)
        guard job.kind == Job.Kind.backtest.rawValue else { throw .unknownJob(id) }
        return job
    }
}

extension SliceRuntime {
    func activate(flavor: String, version: Int) async throws -> ModelStatus {
        guard let stored = try await store.activate(version: version, flavor: flavor, slice: key) else {
            throw OrchestrationError.unknownModel(slice: slice.id, flavor: flavor, version: version)
        }
        let model = try FlavorModel(stored, slice: slice)
        createdMilliseconds[flavor] = stored.milliseconds
        engine.withLock { $0.install(model) }
        if sharing != nil { await tellAfterwards(.state(sharedState(state))) }
        logger.notice("another model was put to work", metadata: ["flavor": "\(flavor)", "version": "\(version)"])
        return ModelStatus(
            flavor: flavor,
            version: version,
            createdMilliseconds: stored.milliseconds,
            isActive: true,
            summary: model.summary,
            served: served(flavor: flavor, version: version)
        )
    }
}
