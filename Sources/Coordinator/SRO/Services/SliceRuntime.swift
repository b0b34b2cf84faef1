import Forecasting
import Logging
import Store

/// A slice's engine with its hands: writes down, publishes and carries out what the engine says.
actor SliceRuntime {
    let slice: Slice
    private let key: Int64
    private let store: Store
    private let writer: StoreWriter
    private let hub: EventHub
    private let clock: WallClock
    private let actuator: any Actuator
    private let logger: Logger
    private let changes: AsyncStream<PendingChange>.Continuation

    private var state: SliceState
    private var engine: SliceEngine
    private var createdMilliseconds: [String: Int64] = [:]
    private var rowCounts: [String: Int]
    private var lastRowSecond: Int64?
    private var openJobs = 0
    private var decisionCounts: [SliceStatus.DecisionCount: Int] = [:]

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
        var changes: AsyncStream<PendingChange>.Continuation
    }

    /// Takes up a slice where the store left it.
    ///
    /// - Throws: ``StoreError``.
    init(_ slice: Slice, in surroundings: Surroundings) async throws {
        self.slice = slice
        store = surroundings.store
        writer = surroundings.writer
        hub = surroundings.hub
        clock = surroundings.clock
        changes = surroundings.changes
        var logger = surroundings.logger
        logger[metadataKey: "slice"] = "\(slice.id)"
        self.logger = logger
        actuator = slice.actuator.actuator(slice: slice.id)

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
        rowCounts = try await store.rowCounts(slice: state.key)
        let recent = try await store.decisions(slice: state.key, milliseconds: (now - 3_600_000)...now, limit: 10_000)
        engine = SliceEngine(
            slice: slice,
            flavor: state.flavor,
            mode: OrchestrationMode(rawValue: state.mode) ?? .dryRun,
            isOverridden: state.isOverridden,
            agesOfChanges: recent.compactMap { stored in
                guard let record = DecisionRecord(stored), record.decision.changesFlavor else { return nil }
                return now - record.decision.milliseconds
            }
        )
    }

    // MARK: Starting

    /// Puts the stored models to work; one that cannot be read costs its flavor the model, not the start.
    func restoreModels() async throws {
        for stored in try await store.activeModels(slice: key) where slice.flavor(stored.flavor) != nil {
            do {
                let model = try FlavorModel(stored, slice: slice)
                createdMilliseconds[stored.flavor] = stored.milliseconds
                engine.install(model)
            } catch {
                logger.error("a model is left out", metadata: ["error": "\(error)"])
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
            engine.noteChange(to: found, decision: nil, at: now)
        } else if canTell, found == nil {
            logger.warning("none of the slice's flavors is in force", metadata: ["stored": "\(state.flavor)"])
            if engine.mode == .act, let flavor = slice.flavor(state.flavor) { try await reapply(flavor) }
        }
        for stored in try await store.decisions(slice: key, milliseconds: 0...now, limit: 20) {
            guard let record = DecisionRecord(stored), record.decision.changesFlavor, record.outcome == nil else { continue }
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

    // MARK: Seconds

    func add(_ page: ScrapedPage?, target: Int, second: Int64) async {
        engine.add(page, target: target, second: second)
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
        for row in rows {
            engine.add(kpi: row.numbers[place], second: row.second, at: now)
        }
        await advance()
    }

    /// Handles the seconds that are complete or overdue.
    func advance() async {
        for effect in engine.take(at: clock.milliseconds) {
            await carryOut(effect)
        }
    }

    private func carryOut(_ effect: SliceEngine.Effect) async {
        switch effect {
        case .record(let row, let columns):
            lastRowSecond = row.second
            if engine.lastKPI?.second == row.second { rowCounts[row.flavor, default: 0] += 1 }
            writer.add { $0.append(row, columns: columns, slice: key) }
        case .forecast(let forecast):
            writer.add { $0.append(forecast, slice: key) }
            hub.publish(.forecast(slice: slice.id, forecast))
        case .truth(let truth):
            hub.publish(.truth(slice: slice.id, truth))
        case .decide(let decision):
            await begin(decision)
        case .judge(let id, let effect):
            await note(.init(effect, milliseconds: clock.milliseconds), on: id)
        }
    }

    // MARK: Decisions

    private func begin(_ decision: Decision) async {
        let isCarriedOut = decision.changesFlavor && decision.mode == .act
        if isCarriedOut { engine.isBusy = true }
        if decision.changesFlavor, !isCarriedOut {
            engine.noteChange(to: engine.flavor, decision: nil, at: decision.milliseconds)
        }
        do {
            var record = try await writeDown(decision)
            if isCarriedOut {
                changes.yield(PendingChange(runtime: self, record: record))
            } else {
                let state: DecisionOutcome.State = decision.changesFlavor ? .dryRun : .none
                record.outcome = DecisionOutcome(state: state, detail: "", milliseconds: decision.milliseconds)
                await finish(record)
            }
        } catch {
            // What cannot be written down is not done.
            engine.isBusy = false
            logger.error("a decision could not be written down, and is not carried out", metadata: ["error": "\(error)"])
        }
    }

    private func writeDown(_ decision: Decision) async throws(StoreError) -> DecisionRecord {
        let body = JSON.encode(decision)
        let id = try await store.addDecision(slice: key, milliseconds: decision.milliseconds, body: body)
        let record = DecisionRecord(id: id, decision: decision, outcome: nil, effect: nil)
        logger.notice("\(record.explanation)", metadata: ["decision": "\(id)"])
        return record
    }

    /// Puts the decision's flavor in force and writes down what came of it.
    @discardableResult
    func carryOut(_ record: DecisionRecord) async -> DecisionRecord {
        var record = record
        let before = engine.flavor
        var flavor = before
        do throws(ActuatorError) {
            guard let wanted = slice.flavor(record.decision.to) else {
                throw .setting(flavor: record.decision.to, name: "configuration", found: nil)
            }
            let detail = try await actuator.apply(wanted)
            flavor = wanted.id
            record.outcome = DecisionOutcome(state: .applied, detail: detail, milliseconds: clock.milliseconds)
        } catch {
            let remedy = await restore(before)
            record.outcome = DecisionOutcome(
                state: .failed,
                detail: "\(error); \(remedy)",
                milliseconds: clock.milliseconds
            )
        }
        let now = clock.milliseconds
        if flavor != before {
            state.flavor = flavor
            state.flavorSinceMilliseconds = now
        }
        engine.noteChange(to: flavor, decision: record.id, at: now)
        engine.isBusy = false
        await finish(record)
        return record
    }

    private func restore(_ flavor: String) async -> String {
        guard let flavor = slice.flavor(flavor) else { return "\(flavor) is not configured any more" }
        do {
            if try await actuator.isInForce(flavor) == true { return "\(flavor.id) is still in force" }
            _ = try await actuator.apply(flavor)
            return "\(flavor.id) was put in force again"
        } catch {
            return "and \(flavor.id) could not be put in force again: \(error)"
        }
    }

    private func finish(_ record: DecisionRecord) async {
        if let outcome = record.outcome {
            decisionCounts[.init(kind: record.decision.kind, outcome: outcome.state), default: 0] += 1
            if outcome.state != .none {
                do {
                    try await store.addNote(.init(outcome), to: record.id, state: state)
                } catch {
                    logger.error("the end of a decision could not be written down", metadata: ["error": "\(error)"])
                }
                logger.notice("\(record.explanation)", metadata: ["decision": "\(record.id)"])
            }
        }
        hub.publish(.decision(record))
    }

    private func note(_ note: StoredDecision.Note, on id: Int64) async {
        do {
            try await store.addNote(note, to: id)
            if let stored = try await store.decision(id), let record = DecisionRecord(stored) {
                hub.publish(.decision(record))
            }
        } catch {
            logger.error("the effect of a decision could not be written down", metadata: ["error": "\(error)"])
        }
    }

    // MARK: The operator

    /// Changes the flavor because the operator wants it.
    ///
    /// - Throws: ``OrchestrationError``, ``StoreError``.
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
    /// - Throws: ``StoreError``; the mode is as before then.
    func set(mode: OrchestrationMode, reason: String?) async throws {
        let decision = engine.operatorDecision(.mode, mode: mode, reason: reason, at: clock.milliseconds)
        var next = state
        next.mode = mode.rawValue
        try await apply(decision, state: next)
        engine.mode = mode
    }

    /// Lets the slice act without a model that has passed the gate, or not.
    ///
    /// - Throws: ``StoreError``; nothing is changed then.
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
        try await store.save(next)
        (state.mode, state.isOverridden) = (next.mode, next.isOverridden)
        record.outcome = DecisionOutcome(state: .none, detail: "", milliseconds: decision.milliseconds)
        await finish(record)
    }

    // MARK: Training

    /// Notes that a job of this slice was opened (+1) or has ended (-1).
    func countJob(_ step: Int) { openJobs += step }

    /// How many seconds with a KPI a flavor has.
    func rowCount(of flavor: String) -> Int { rowCounts[flavor] ?? 0 }

    /// The rows that a flavor's model is trained on.
    ///
    /// - Throws: ``StoreError``.
    func trainingSet(flavor: String, seconds: ClosedRange<Int64>) async throws -> TrainingSet {
        await writer.flush()
        let pieces = try await store.rows(slice: key, seconds: seconds, flavor: flavor)
        let kpi = try await store.kpi(slice.kpi.name, slice: key, seconds: seconds)
        return TrainingSet(
            pieces: pieces,
            kpi: Dictionary(kpi.map { ($0.second, $0.value) }, uniquingKeysWith: { $1 }),
            settle: slice.policy.settle
        )
    }

    /// Stores a new model and puts it to work.
    ///
    /// - Returns: Its version.
    /// - Throws: ``StoreError``; the model before goes on then.
    func adopt(_ model: FlavorModel) async throws -> Int {
        var model = model
        let now = clock.milliseconds
        model.version = try await store.add(
            StoredModel(
                flavor: model.flavor,
                milliseconds: now,
                summary: JSON.encode(model.summary),
                artifact: model.model.encoded(),
                counterfactual: model.counterfactual.map { $0.encoded() }
            ),
            slice: key
        )
        createdMilliseconds[model.flavor] = now
        engine.install(model)
        return model.version
    }

    // MARK: Looking

    /// The slice as it is now.
    var status: SliceStatus {
        SliceStatus(
            slice: slice,
            flavor: engine.flavor,
            flavorSinceMilliseconds: state.flavorSinceMilliseconds,
            mode: engine.mode,
            isOverridden: engine.isOverridden,
            phase: phase,
            kpi: engine.lastKPI,
            lastRowSecond: lastRowSecond,
            forecast: engine.lastForecasts,
            rowCounts: rowCounts,
            models: engine.models.mapValues { model in
                ModelStatus(
                    flavor: model.flavor,
                    version: model.version,
                    createdMilliseconds: createdMilliseconds[model.flavor] ?? 0,
                    isActive: true,
                    summary: model.summary
                )
            },
            tallies: engine.truths.tallies,
            decisionCounts: decisionCounts
        )
    }

    /// The key of the slice in the store.
    nonisolated var storeKey: Int64 { key }

    private var phase: SliceStatus.Phase {
        guard engine.models[engine.flavor] != nil else { return openJobs > 0 ? .training : .profiling }
        return engine.mode.decides ? .orchestrating : .forecasting
    }
}
