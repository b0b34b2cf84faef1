import Logging
import Store
import Synchronization

extension SliceRuntime {
    func begin(_ decision: Decision) async {
        let isCarriedOut = decision.isCarriedOut
        if isCarriedOut { engine.withLock { $0.isBusy = true } }
        if decision.changesFlavor, !isCarriedOut {
            engine.withLock { engine in
                engine.noteChange(to: engine.flavor, decision: nil, at: decision.milliseconds, isRehearsal: true)
            }
        }
        do {
            var record = try await writeDown(decision)
            if isCarriedOut {
                changes.yield(PendingChange(runtime: self, record: record))
            } else {
                let state: DecisionOutcome.State = decision.changesFlavor ? .dryRun : .nothing
                record.outcome = DecisionOutcome(state: state, detail: "", milliseconds: decision.milliseconds)
                await finish(record)
            }
        } catch {
            // What cannot be written down is not done.
            engine.withLock { $0.isBusy = false }
            logger.error(
                "a decision could not be written down, and is not carried out",
                metadata: ["error": "\(error)"]
            )
        }
    }

    /// - Throws: ``StoreError``, ``SharingError``.
    func writeDown(_ decision: Decision) async throws -> DecisionRecord {
        let (body, milliseconds) = (JSON.encode(decision), decision.milliseconds)
        let id: Int64
        if let sharing {
            id = try sharing.decisionNumber(of: slice.id)
            let stored = StoredDecision(id: id, slice: key, milliseconds: milliseconds, body: body, notes: [])
            try await sharing.tell(.decision(stored), of: slice.id)
            try await store.put(stored)
        } else {
            id = try await store.addDecision(slice: key, milliseconds: milliseconds, body: body)
        }
        return DecisionRecord(id: id, decision: decision, outcome: nil, effect: nil)
    }

    /// Puts the decision's flavor in force and writes down what came of it.
    @discardableResult
    func carryOut(_ record: DecisionRecord) async -> DecisionRecord {
        var record = record
        let before = engine.withLock(\.flavor)
        var flavor = before
        do {
            try await claim(record)
        } catch {
            let detail = "nothing was done: \(error)"
            record.outcome = DecisionOutcome(state: .failed, detail: detail, milliseconds: clock.milliseconds)
            end(record, with: before, at: clock.milliseconds)
            await finish(record)
            return record
        }
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
        end(record, with: flavor, at: now)
        await finish(record)
        return record
    }

    private func end(_ record: DecisionRecord, with flavor: String, at milliseconds: Int64) {
        engine.withLock { engine in
            engine.noteChange(to: flavor, decision: record.id, at: milliseconds)
            engine.isBusy = false
        }
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

    func finish(_ record: DecisionRecord) async {
        if let outcome = record.outcome {
            decisionCounts[.init(kind: record.decision.kind, outcome: outcome.state), default: 0] += 1
            if outcome.state != .nothing {
                do {
                    try await store.addNote(.init(outcome), to: record.id, state: state)
                } catch {
                    logger.error("the end of a decision could not be written down", metadata: ["error": "\(error)"])
                }
                await tell(decision: record.id)
                if record.decision.isCarriedOut, sharing != nil { await tellAfterwards(.state(sharedState(state))) }
            }
        }
        logger.notice("\(record.explanation)", metadata: ["decision": "\(record.id)"])
        hub.publish(.decision(record))
    }

    func note(_ note: StoredDecision.Note, on id: Int64) async {
        do {
            try await store.addNote(note, to: id)
            await tell(decision: id)
            if let stored = try await store.decision(id), let record = DecisionRecord(stored) {
                hub.publish(.decision(record))
            }
        } catch {
            logger.error("the effect of a decision could not be written down", metadata: ["error": "\(error)"])
        }
    }
}
