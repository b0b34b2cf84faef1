import Forecasting
import Logging
import Store
import Synchronization

extension SliceRuntime {
    /// Puts the stored models to work, and lets those go on challenging them that did; one that cannot be read costs its
    /// flavor the model, not the start.
    func restoreModels() async throws {
        for var stored in try await store.activeModels(slice: key) where slice.flavor(stored.flavor) != nil {
            do {
                if !engine.withLock({ $0.isNeighbour(stored.flavor) }) { stored.counterfactual = nil }
                let model = try FlavorModel(stored, slice: slice)
                createdMilliseconds[stored.flavor] = stored.milliseconds
                engine.withLock { $0.install(model) }
            } catch {
                logger.error("a model is left out", metadata: ["error": "\(error)"])
            }
        }
        for challenge in try await store.challenges(slice: key) where slice.flavor(challenge.model.flavor) != nil {
            do {
                let model = try FlavorModel(challenge.model, slice: slice)
                try engine.withLock { engine throws(ForecastingError) in
                    try engine.resumeChallenge(model, progress: challenge.progress)
                }
            } catch {
                logger.error("a challenger is left out", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Reads the models of the inputs alone that are asked now, and forgets those that are not: they are half of what a
    /// slice's models take.
    func settleCounterfactuals() async {
        for (flavor, version) in engine.withLock({ $0.settleCounterfactuals() }).sorted(by: { $0.key < $1.key }) {
            do {
                guard let stored = try await store.model(version: version, flavor: flavor, slice: key),
                    let model = engine.withLock({ $0.models[flavor]?.model }),
                    let counterfactual = try FlavorModel.counterfactual(of: stored, beside: model, slice: slice)
                else { continue }
                engine.withLock { $0.accompany(flavor, version: version, by: counterfactual) }
            } catch {
                logger.error("a model of the inputs alone is left out", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Finds out which flavor is in force, and tells the decisions of the run before that had no end.
    func reconcile() async throws {
        var found: String?
        var canTell = false
        for flavor in slice.flavors {
            do {
                guard let isInForce = try await actuator.isInForce(flavor) else { break }
                canTell = true
                if isInForce { found = flavor.id }
            } catch {
                logger.warning("cannot read back the flavor in force", metadata: ["error": "\(error)"])
                break
            }
        }
        let now = clock.milliseconds
        if let found, found != state.flavor {
            logger.warning(
                "another flavor is in force than the store says; taking it over",
                metadata: ["stored": "\(state.flavor)", "found": "\(found)"]
            )
            state.flavor = found
            state.flavorSinceMilliseconds = now
            try await store.save(state)
            engine.withLock { $0.noteChange(to: found, decision: nil, at: now) }
        } else if canTell, found == nil {
            logger.warning("none of the slice's flavors is in force", metadata: ["stored": "\(state.flavor)"])
            if engine.withLock(\.mode) == .act, let flavor = slice.flavor(state.flavor) { try await reapply(flavor) }
        }
        if engine.withLock(\.mode) == .act, let flavor = slice.flavor(state.flavor) { await actuator.adopt(flavor) }
        for stored in try await store.decisions(slice: key, milliseconds: 0...now, limit: 20) {
            guard let record = DecisionRecord(stored), record.decision.changesFlavor, record.outcome == nil else {
                continue
            }
            let isApplied = state.flavor == record.decision.to
            let detail = "the coordinator stopped before the end was known; \(state.flavor) is in force now"
            let outcome = DecisionOutcome(state: isApplied ? .applied : .failed, detail: detail, milliseconds: now)
            try await store.addNote(.init(outcome), to: record.id)
        }
    }

    private func reapply(_ flavor: Flavor) async throws {
        do {
            let detail = try await actuator.apply(flavor)
            logger.notice("the stored flavor was put in force again", metadata: ["detail": "\(detail)"])
        } catch {
            logger.error("the stored flavor could not be put in force", metadata: ["error": "\(error)"])
        }
    }
}
