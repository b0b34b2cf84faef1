import Logging
import ServiceLifecycle
import Store
import Synchronization

/// Renews what would end by itself: the leases of the slices' flavors.
struct RenewingService: Service {
    let orchestration: Orchestration

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                var known: Set<ObjectIdentifier> = []
                while !Task.isCancelled {
                    // Slices come and go while the program runs.
                    let runtimes = orchestration.runtimes.values
                    for runtime in runtimes where known.insert(ObjectIdentifier(runtime)).inserted {
                        group.addTask { await runtime.keepRenewing { orchestration.isAtWork(runtime) } }
                    }
                    known.formIntersection(runtimes.map { ObjectIdentifier($0) })
                    do { try await Task.sleep(for: .seconds(1)) } catch { break }
                }
            }
        }
    }
}

extension SliceRuntime {
    /// Renews the flavor while the slice is at work; returns at once when it stays by itself.
    func keepRenewing(while isAtWork: @Sendable () -> Bool) async {
        guard let interval = await actuator.renewalInterval else { return }
        var hasFailed = false
        while !Task.isCancelled {
            do { try await Task.sleep(for: interval) } catch { return }
            guard isAtWork() else { return }
            // A change renews by itself, and must not be crossed.
            guard !engine.withLock(\.isBusy), isOurs else { continue }
            do throws(ActuatorError) {
                try await actuator.renew()
                if hasFailed { logger.notice("the lease of the flavor is renewed again") }
                hasFailed = false
            } catch {
                if !hasFailed { logger.error("the lease of the flavor runs out", metadata: ["error": "\(error)"]) }
                hasFailed = true
                await takeOverWhatIsInForce()
            }
        }
    }

    /// After a lease has run out, the nodes are in their safe state: that flavor is in force then.
    private func takeOverWhatIsInForce() async {
        var found: Flavor?
        for flavor in slice.flavors {
            do throws(ActuatorError) {
                if try await actuator.isInForce(flavor) == true { found = flavor }
            } catch {
                return
            }
        }
        guard let found, found.id != state.flavor, !engine.withLock(\.isBusy) else { return }
        logger.warning(
            "the lease has run out, and another flavor is in force",
            metadata: ["before": "\(state.flavor)", "found": "\(found.id)"]
        )
        let now = clock.milliseconds
        state.flavor = found.id
        state.flavorSinceMilliseconds = now
        engine.withLock { $0.noteChange(to: found.id, decision: nil, at: now) }
        await actuator.adopt(found)
        do {
            try await store.save(state)
        } catch {
            logger.error("the flavor in force could not be written down", metadata: ["error": "\(error)"])
        }
    }
}
