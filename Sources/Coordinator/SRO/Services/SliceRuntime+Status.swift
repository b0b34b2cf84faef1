import Forecasting
import Store
import Synchronization

extension SliceRuntime {
    /// The slice as it is now.
    var status: SliceStatus {
        let models = engine.withLock(\.models).mapValues { model in
            ModelStatus(
                flavor: model.flavor,
                version: model.version,
                createdMilliseconds: createdMilliseconds[model.flavor] ?? 0,
                isActive: true,
                summary: model.summary,
                served: served(flavor: model.flavor, version: model.version)
            )
        }
        return engine.withLock { engine in
            SliceStatus(
                slice: slice,
                flavor: engine.flavor,
                flavorSinceMilliseconds: state.flavorSinceMilliseconds,
                mode: engine.mode,
                isOverridden: engine.isOverridden,
                phase: phase(of: engine),
                kpi: engine.lastKPI,
                lastRowSecond: lastRowSecond,
                forecast: engine.lastForecasts,
                rowCounts: rowCounts,
                models: models,
                errors: engine.truths.errors,
                decisionCounts: decisionCounts
            )
        }
    }

    /// What the last forecast is made of.
    var explanation: ForecastExplanation? { engine.withLock(\.explanation) }

    /// How good a model's forecasts have been, by horizon.
    func served(flavor: String, version: Int) -> [ServedAccuracy] {
        engine.withLock(\.truths.errors).values.filter { $0.key.flavor == flavor && $0.key.version == version }
            .sorted { $0.key.horizonSeconds < $1.key.horizonSeconds }.compactMap { ServedAccuracy($0) }
    }

    /// How a model does beside the one that serves; `nil` for one that challenges nobody.
    func challenge(flavor: String, version: Int) -> ChallengeStatus? {
        guard let challenger = engine.withLock({ $0.challengers[flavor] }), challenger.model.version == version else {
            return nil
        }
        let challenge = challenger.challenge
        return ChallengeStatus(
            seconds: challenge.liveSeconds,
            secondsLeft: max(0, challenge.rules.patienceSeconds - challenge.liveSeconds),
            errorRatio: challenge.errorRatio,
            standings: challenge.standings.map { standing in
                ChallengeStatus.Standing(
                    horizonSeconds: standing.horizonSeconds,
                    forecasts: standing.forecasts,
                    championError: standing.championError,
                    challengerError: standing.challengerError
                )
            }
        )
    }

    /// The key of the slice in the store.
    nonisolated var storeKey: Int64 { key }

    private func phase(of engine: SliceEngine) -> SliceStatus.Phase {
        guard engine.models[engine.flavor] != nil else { return openJobs > 0 ? .training : .profiling }
        return engine.mode.decides ? .orchestrating : .forecasting
    }
}
