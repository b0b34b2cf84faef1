import Logging
import ServiceLifecycle
import Store

/// A wish of a slice for a new model.
struct Retraining: Sendable {
    var slice: String
    var flavor: String
    var reason: String
}

/// Opens a job for each slice that wants a new model; what comes out challenges the model that serves.
struct RetrainingService: Service {
    let orchestration: Orchestration
    let wishes: AsyncStream<Retraining>
    let logger: Logger

    func run() async throws {
        for await wish in wishes.cancelOnGracefulShutdown() {
            do {
                let job = try await orchestration.train(wish.slice, flavor: wish.flavor, isChallenge: true)
                logger.notice(
                    "a model is trained anew",
                    metadata: ["slice": "\(wish.slice)", "reason": "\(wish.reason)", "job": "\(job.id)"]
                )
            } catch {
                logger.warning("no model is trained anew", metadata: ["slice": "\(wish.slice)", "error": "\(error)"])
            }
        }
    }
}

extension SliceRuntime {
    /// Writes down that a challenger serves.
    func promote(_ flavor: String, version: Int, errorRatio: Double) async {
        createdMilliseconds[flavor] = clock.milliseconds
        logger.notice(
            "a new model is better and serves from now on",
            metadata: ["flavor": "\(flavor)", "version": "\(version)", "ratio": "\(errorRatio)"]
        )
        do {
            _ = try await store.activate(version: version, flavor: flavor, slice: key)
        } catch {
            logger.error("which model serves could not be written down", metadata: ["error": "\(error)"])
        }
        if sharing != nil { await tellAfterwards(.state(sharedState(state))) }
    }

    /// Writes down that a challenger was given up.
    func endChallenge(_ flavor: String, version: Int) async {
        do {
            try await store.endChallenge(flavor: flavor, version: version, slice: key)
        } catch {
            logger.error("the end of a challenge could not be written down", metadata: ["error": "\(error)"])
        }
        if sharing != nil { await tellAfterwards(.state(sharedState(state))) }
    }

    /// Forgets old models beyond the newest of each flavor, here and where the other coordinators read them.
    ///
    /// - Throws: ``StoreError``.
    func pruneModels() async throws(StoreError) {
        guard isOurs else { return }
        for (flavor, version) in try await store.pruneModels(slice: key, keeping: Self.keptModels) {
            logger.notice("an old model is forgotten", metadata: ["flavor": "\(flavor)", "version": "\(version)"])
            sharing?.forget(model: version, flavor: flavor, of: slice.id)
        }
    }
}
