import Logging
import ServiceLifecycle
import Store

/// Moves on what time alone moves on: overdue seconds, writing to the store, forgetting what is too old.
struct HousekeepingService: Service {
    /// Recorded rows and forecasts older than this many seconds are forgotten.
    static let retentionSeconds: Int64 = 15 * 86_400

    let orchestration: Orchestration

    func run() async throws {
        await cancelWhenGracefulShutdown {
            async let counted: Void = count()
            var round = 0
            var written = ContinuousClock.now
            while !Task.isCancelled {
                for runtime in orchestration.runtimes.values { await runtime.advance() }
                if isTimeToWrite(since: written) {
                    await orchestration.writer.flush()
                    written = .now
                }
                if round.isMultiple(of: 2400) { await forget() }
                round += 1
                do { try await Task.sleep(for: .milliseconds(250)) } catch { break }
            }
            await counted
        }
        for runtime in orchestration.runtimes.values { await runtime.writeErrors() }
        orchestration.events.close()
        await orchestration.writer.flush()
    }

    /// Each second at the latest, and rather when the slices have had their second than while it comes in.
    private func isTimeToWrite(since written: ContinuousClock.Instant) -> Bool {
        let age = written.duration(to: .now)
        if age >= .milliseconds(950) { return true }
        return age >= .milliseconds(450) && orchestration.writer.isCalm(for: .milliseconds(50))
    }

    private func count() async {
        for runtime in orchestration.runtimes.values {
            guard !Task.isCancelled else { return }
            do {
                try await runtime.countRows()
            } catch {
                orchestration.logger.error("recorded rows could not be counted", metadata: ["error": "\(error)"])
            }
        }
    }

    private func forget() async {
        let second = orchestration.milliseconds / 1000 - Self.retentionSeconds
        for runtime in orchestration.runtimes.values {
            do {
                while try await orchestration.store.prune(slice: runtime.storeKey, before: second) > 0 {
                    guard !Task.isCancelled else { return }
                }
                try await runtime.pruneModels()
            } catch {
                orchestration.logger.error("old rows could not be forgotten", metadata: ["error": "\(error)"])
            }
        }
    }
}
