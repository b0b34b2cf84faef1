import Store

extension SliceRuntime {
    /// Changes the flavor because the operator wants it.
    ///
    /// - Throws: ``OrchestrationError``, ``StoreError``, ``SharingError``.
    func change(to flavor: String, reason: String?) async throws -> DecisionRecord {
        guard slice.flavor(flavor) != nil else {
            throw OrchestrationError.unknownFlavor(slice: slice.id, flavor: flavor)
        }
        guard !engine.isBusy else { throw OrchestrationError.busy(slice: slice.id) }
        engine.isBusy = true
        let decision = engine.operatorDecision(.operator, to: flavor, reason: reason, at: clock.milliseconds)
        let record: DecisionRecord
        do {
            record = try await writeDown(decision)
        } catch {
            engine.isBusy = false
            throw error
        }
        let done = await carryOut(record)
        if let outcome = done.outcome, outcome.state == .failed {
            throw OrchestrationError.actuator(slice: slice.id, flavor: engine.flavor, reason: outcome.detail)
        }
        return done
    }

    /// Sets how far the orchestration may go.
    ///
    /// - Throws: ``StoreError``, ``SharingError``; the mode is as before then.
    func set(mode: OrchestrationMode, reason: String?) async throws {
        let decision = engine.operatorDecision(.mode, mode: mode, reason: reason, at: clock.milliseconds)
        var next = state
        next.mode = mode.rawValue
        try await apply(decision, state: next)
        engine.mode = mode
    }

    /// Lets the slice act without a model that has passed the gate, or not.
    ///
    /// - Throws: ``StoreError``, ``SharingError``; nothing is changed then.
    func set(isOverridden: Bool, reason: String?) async throws {
        let words = "override \(isOverridden ? "on" : "off")" + (reason.map { ": \($0)" } ?? "")
        let decision = engine.operatorDecision(.override, reason: words, at: clock.milliseconds)
        var next = state
        next.isOverridden = isOverridden
        try await apply(decision, state: next)
        engine.isOverridden = isOverridden
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
