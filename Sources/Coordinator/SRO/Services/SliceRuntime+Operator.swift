import Store
import Synchronization

extension SliceRuntime {
    /// Changes the flavor because the operator wants it.
    ///
    /// - Throws: ``OrchestrationError``, ``StoreError``, ``SharingError``.
    func change(to flavor: String, reason: String?) async throws -> DecisionRecord {
        guard slice.flavor(flavor) != nil else {
            throw OrchestrationError.unknownFlavor(slice: slice.id, flavor: flavor)
        }
        let now = clock.milliseconds
        let decision = engine.withLock { engine -> Decision? in
            guard !engine.isBusy else { return nil }
            engine.isBusy = true
            return engine.operatorDecision(.operator, to: flavor, reason: reason, at: now)
        }
        guard let decision else { throw OrchestrationError.busy(slice: slice.id) }
        let record: DecisionRecord
        do {
            record = try await writeDown(decision)
        } catch {
            engine.withLock { $0.isBusy = false }
            throw error
        }
        let done = await carryOut(record)
        if let outcome = done.outcome, outcome.state == .failed {
            let flavor = engine.withLock(\.flavor)
            throw OrchestrationError.actuator(slice: slice.id, flavor: flavor, reason: outcome.detail)
        }
        return done
    }

    /// Sets how far the orchestration may go.
    ///
    /// - Throws: ``StoreError``, ``SharingError``; the mode is as before then.
    func set(mode: OrchestrationMode, reason: String?) async throws {
        let now = clock.milliseconds
        let decision = engine.withLock { $0.operatorDecision(.mode, mode: mode, reason: reason, at: now) }
        var next = state
        next.mode = mode.rawValue
        try await apply(decision, state: next)
        engine.withLock { $0.mode = mode }
    }

    /// Lets the slice act without a model that has passed the gate, or not.
    ///
    /// - Throws: ``StoreError``, ``SharingError``; nothing is changed then.
    func set(isOverridden: Bool, reason: String?) async throws {
        let words = "override \(isOverridden ? "on" : "off")" + (reason.map { ": \($0)" } ?? "")
        let now = clock.milliseconds
        let decision = engine.withLock { $0.operatorDecision(.override, reason: words, at: now) }
        var next = state
        next.isOverridden = isOverridden
        try await apply(decision, state: next)
        engine.withLock { $0.isOverridden = isOverridden }
    }

    private func apply(_ decision: Decision, state next: SliceState) async throws {
        var record = try await writeDown(decision)
        try await sharing?.tell(.state(sharedState(next)), of: slice.id)
        try await store.save(next)
        (state.mode, state.isOverridden) = (next.mode, next.isOverridden)
        record.outcome = DecisionOutcome(state: .nothing, detail: "", milliseconds: decision.milliseconds)
        await finish(record)
    }
}
