import Forecasting
import Logging
import Store
import Synchronization

/// A slice's engine with its hands: writes down, publishes and carries out what the engine says.
actor SliceRuntime {
    /// Seconds between two times that the models' errors are written down.
    static let errorInterval: Int64 = 60
    /// How many models of a flavor are kept, beside the one that serves and the one that challenges it.
    static let keptModels = 10

    let slice: Slice
    let key: Int64
    let store: Store
    let writer: StoreWriter
    let hub: EventHub
    let clock: WallClock
    let actuator: any Actuator
    let logger: Logger
    let sharing: (any SliceSharing)?
    let changes: AsyncStream<PendingChange>.Continuation
    let retrainings: AsyncStream<Retraining>.Continuation

    var state: SliceState
    /// Behind a lock of its own, so that forecasting needs no turn of the actor: whoever brings samples does it at once.
    nonisolated let engine: Mutex<SliceEngine>
    var createdMilliseconds: [String: Int64] = [:]
    /// The rows of each flavor from before this run, once they have been counted, and those since.
    var rowsBefore: [String: Int]?
    var rowsSince: [String: Int] = [:]
    /// The name of the KPI, as rows of it that come in streams have it.
    let kpiColumns: [String]
    private let startSecond: Int64
    var lastRowSecond: Int64?
    var openJobs = 0
    var decisionCounts: [SliceStatus.DecisionCount: Int] = [:]

    /// A decision that was written down and is to be carried out.
    struct PendingChange: Sendable {
        var runtime: SliceRuntime
        var record: DecisionRecord
    }

    /// What a runtime needs from around it.
    struct Surroundings: Sendable {
        var store: Store
        var writer: StoreWriter
        var hub: EventHub
        var clock: WallClock
        var logger: Logger
        var sharing: (any SliceSharing)?
        var changes: AsyncStream<PendingChange>.Continuation
        var retrainings: AsyncStream<Retraining>.Continuation
    }

    /// Takes up a slice where the store left it.
    ///
    /// What another coordinator has said of it last counts for more.
    ///
    /// - Throws: ``StoreError``, ``ActuatorError``.
    init(_ slice: Slice, in surroundings: Surroundings) async throws {
        self.slice = slice
        kpiColumns = [slice.kpi.name]
        store = surroundings.store
        writer = surroundings.writer
        hub = surroundings.hub
        clock = surroundings.clock
        sharing = surroundings.sharing
        changes = surroundings.changes
        retrainings = surroundings.retrainings
        var logger = surroundings.logger
        logger[metadataKey: "slice"] = "\(slice.id)"
        self.logger = logger
        actuator = try slice.actuator.actuator(
            slice: slice.id,
            clock: surroundings.clock,
            fencing: surroundings.sharing?.fencing(of: slice.id) ?? 0
        )
        if let shared = surroundings.sharing?.state(of: slice.id) {
            try await surroundings.store.adopt(
                SliceState(
                    key: 0,
                    id: slice.id,
                    flavor: shared.flavor,
                    flavorSinceMilliseconds: shared.flavorSinceMilliseconds,
                    mode: shared.mode,
                    isOverridden: shared.isOverridden
                ),
                models: shared.models,
                challengers: shared.challengers ?? [:]
            )
        }

        let now = surroundings.clock.milliseconds
        var state = try await store.slice(
            id: slice.id,
            elseFlavor: slice.initialFlavor,
            mode: slice.policy.mode.rawValue,
            milliseconds: now
        )
        if slice.flavor(state.flavor) == nil {
            logger.warning(
                "the stored flavor is no longer configured; taking the initial one",
                metadata: ["stored": "\(state.flavor)", "taken": "\(slice.initialFlavor)"]
            )
            state.flavor = slice.initialFlavor
            state.flavorSinceMilliseconds = now
            try await store.save(state)
        }
        self.state = state
        key = state.key
        startSecond = now / 1000
        let recent = try await store.decisions(slice: state.key, milliseconds: (now - 3_600_000)...now, limit: 10_000)
        let past = recent.compactMap { DecisionRecord($0) }.filter(\.decision.changesFlavor).map { record in
            let decision = record.decision
            return PastChange(
                ageMilliseconds: now - decision.milliseconds,
                from: decision.from,
                // What failed has changed nothing, and counts all the same.
                to: record.outcome?.state == .failed ? decision.from : decision.to,
                isRehearsal: !decision.isCarriedOut
            )
        }
        engine = Mutex(
            SliceEngine(
                slice: slice,
                flavor: state.flavor,
                mode: OrchestrationMode(rawValue: state.mode) ?? .dryRun,
                isOverridden: state.isOverridden,
                past: past,
                errors: try await store.modelErrors(slice: state.key),
                lastSecond: try await store.lastRowSecond(slice: state.key)
            )
        )
    }

    // MARK: Seconds

    func add(_ page: ScrapedPage?, target: Int, second: Int64) async {
        engine.withLock { $0.add(page, target: target, second: second) }
        await advance()
    }

    /// Takes KPI rows: they are recorded, and those of now are forecast from.
    ///
    /// - Throws: ``OrchestrationError/missingKPI(name:found:)``; nothing is kept then.
    func add(_ rows: [KPIRow], columns: [String]) async throws(OrchestrationError) {
        guard let place = columns.firstIndex(of: slice.kpi.name) else {
            throw .missingKPI(name: slice.kpi.name, found: columns)
        }
        writer.add { $0.append(rows, columns: columns, slice: key) }
        let now = clock.milliseconds
        engine.withLock { engine in
            for row in rows { engine.add(kpi: row.numbers[place], second: row.second, at: now) }
        }
        await advance()
    }

    /// Handles the seconds that are complete or overdue.
    func advance() async {
        if forecast() { hub.releaseOutlet() }
        await settle()
    }

    /// Forecasts from the seconds that are complete or overdue; the rest is for ``settle()``.
    ///
    /// Forecasts go out first: where many slices' seconds end at once, none waits for what another one writes down.
    ///
    /// - Parameter change: What the engine is told before.
    /// - Returns: Whether there are forecasts, which wait for ``EventHub/releaseOutlet``.
    nonisolated func forecast(after change: (inout SliceEngine) -> Void = { _ in }) -> Bool {
        let now = clock.milliseconds
        return engine.withLock { engine in
            change(&engine)
            guard isOurs else { return false }
            let forecasts = engine.forecast(at: now)
            for forecast in forecasts { hub.publish(.forecast(of: slice, forecast)) }
            return !forecasts.isEmpty
        }
    }

    /// Writes down and carries out what the seconds that were handled ask for.
    func settle() async {
        for effect in engine.withLock({ $0.settle() }) { await carryOut(effect) }
        if engine.withLock(\.hasUnsettledCounterfactuals) { await settleCounterfactuals() }
    }

    /// Counts the rows from before this run; a start does not wait for it, because many days of them take their time.
    func countRows() async throws(StoreError) {
        guard rowsBefore == nil else { return }
        rowsBefore = try await store.rowCounts(slice: key, before: startSecond)
    }

    /// Writes down how far the serving models were off until now, and how those do that challenge them.
    func writeErrors() {
        let (errors, challenges) = engine.withLock { ($0.servingErrors, $0.challengeProgress) }
        writer.add { batch in
            for error in errors { batch.append(error, slice: key) }
            for (flavor, version, bytes) in challenges {
                batch.append(challenge: bytes, flavor: flavor, version: version, slice: key)
            }
        }
    }

    private func carryOut(_ effect: SliceEngine.Effect) async {
        switch effect {
        case .record(let row, let columns, let hasKPI):
            lastRowSecond = row.second
            let settled = state.flavorSinceMilliseconds / 1000 + Int64(slice.policy.settle)
            if hasKPI, row.second >= settled { rowsSince[row.flavor, default: 0] += 1 }
            writer.add { $0.append(row, columns: columns, slice: key) }
        case .forecast(let forecast):
            writer.add { $0.append(forecast, slice: key) }
        case .truth(let truth):
            // In another second for each slice, so that thousands of them do not write at once.
            if (truth.second + key) % Self.errorInterval == 0 { writeErrors() }
            hub.publish(.truth(slice: slice.id, truth))
        case .decide(let decision):
            await begin(decision)
        case .judge(let id, let effect):
            await note(.init(effect, milliseconds: clock.milliseconds), on: id)
        case .retrain(let flavor, let reason):
            retrainings.yield(Retraining(slice: slice.id, flavor: flavor, reason: reason.rawValue))
        case .promote(let flavor, let version, let ratio):
            await promote(flavor, version: version, errorRatio: ratio)
        case .dismiss(let flavor, let version, let ratio):
            logger.notice(
                "a new model was not better than the one that serves, and is given up",
                metadata: ["flavor": "\(flavor)", "version": "\(version)", "ratio": "\(ratio.map { "\($0)" } ?? "")"]
            )
            await endChallenge(flavor, version: version)
        }
    }
}
