import Logging
import Store
import Synchronization

extension SliceRuntime {
    /// Whether forecasts and decisions are this coordinator's to make.
    nonisolated var isOurs: Bool { sharing?.isSure(of: slice.id) ?? true }

    /// How the slice is, for its next owner.
    func sharedState(_ state: SliceState, pending: Int64? = nil) -> SharedState {
        let (models, challengers) = engine.withLock { engine in
            (engine.models.mapValues(\.version), engine.challengers.mapValues(\.model.version))
        }
        return SharedState(
            flavor: state.flavor,
            flavorSinceMilliseconds: state.flavorSinceMilliseconds,
            mode: state.mode,
            isOverridden: state.isOverridden,
            models: models,
            challengers: challengers.isEmpty ? nil : challengers,
            pending: pending
        )
    }

    /// Tells the other coordinators how the slice is, if there are others.
    func tellState(pending: Int64? = nil) async throws(SharingError) {
        try await sharing?.tell(.state(sharedState(state, pending: pending)), of: slice.id)
    }

    /// Tells the other coordinators how the slice was taken up, unless that is what they know; a store that nobody has
    /// heard of brings its models.
    func introduce() async {
        guard let sharing else { return }
        let known = sharing.state(of: slice.id)
        guard known != sharedState(state) else { return }
        if known == nil {
            do {
                let challengers = try await store.challenges(slice: key).map(\.model)
                for model in try await store.activeModels(slice: key) + challengers {
                    await tellAfterwards(.model(model))
                }
            } catch {
                logger.error("the models cannot be read", metadata: ["error": "\(error)"])
            }
        }
        await tellAfterwards(.state(sharedState(state)))
    }

    /// Tells what has happened already; a failure is only noted, since it cannot be undone.
    func tellAfterwards(_ news: SharedNews) async {
        do {
            try await sharing?.tell(news, of: slice.id)
        } catch {
            logger.error("the other coordinators could not be told", metadata: ["error": "\(error)"])
        }
    }

    /// Lets nothing be done that another coordinator may be doing: the others know that it is about to be done here.
    ///
    /// - Throws: ``SharingError``; nothing may be done then.
    func claim(_ record: DecisionRecord) async throws(SharingError) {
        guard let sharing else { return }
        try await tellState(pending: record.id)
        guard sharing.isSure(of: slice.id) else { throw .notOurs(slice: slice.id) }
    }

    /// Tells what the store has about a decision.
    func tell(decision id: Int64) async {
        guard sharing != nil else { return }
        do {
            guard let stored = try await store.decision(id) else { return }
            await tellAfterwards(.decision(stored))
        } catch {
            logger.error("a decision cannot be read", metadata: ["decision": "\(id)", "error": "\(error)"])
        }
    }
}
