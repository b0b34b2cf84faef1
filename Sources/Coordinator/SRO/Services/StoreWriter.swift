import Logging
import Store
import Synchronization

/// Gathers rows and forecasts of all slices, so that a second costs one transaction.
///
/// What has not been written when the program is killed is lost: at most the last second. Decisions and models never go
/// through here.
final class StoreWriter: Sendable {
    /// How many batches that could not be written are kept before the oldest goes.
    static let longestQueue = 600

    private struct Pending {
        var batch = StoreBatch()
        var newest = ContinuousClock.now
    }

    private let store: Store
    private let logger: Logger
    private let pending = Mutex(Pending())
    private let failed = Mutex<[StoreBatch]>([])
    private let dropped = Mutex(0)

    init(store: Store, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// How many seconds' batches wait because they could not be written, and how many were given up since the start.
    var backlog: (waiting: Int, dropped: Int) {
        (failed.withLock { $0.count }, dropped.withLock { $0 })
    }

    /// Adds to what will be written next.
    func add(_ change: (inout StoreBatch) -> Void) {
        pending.withLock { pending in
            change(&pending.batch)
            pending.newest = .now
        }
    }

    /// Whether there is something to write, and nothing has been added for so long.
    func isCalm(for span: Duration) -> Bool {
        pending.withLock { !$0.batch.isEmpty && $0.newest.duration(to: .now) >= span }
    }

    /// Writes everything that has been gathered, also what could not be written before.
    func flush() async {
        let batch = pending.withLock { pending in
            defer { pending.batch = StoreBatch() }
            return pending.batch
        }
        var batches = failed.withLock { batches in
            defer { batches = [] }
            return batches
        }
        if !batch.isEmpty { batches.append(batch) }
        while let next = batches.first {
            do {
                try await store.append(next)
                batches.removeFirst()
            } catch {
                let surplus = max(0, batches.count - Self.longestQueue)
                logger.error(
                    "rows could not be written; they will be tried again",
                    metadata: ["error": "\(error)", "batches": "\(batches.count)", "dropped": "\(surplus)"]
                )
                let kept = Array(batches.dropFirst(surplus))
                failed.withLock { $0 = kept + $0 }
                dropped.withLock { $0 += surplus }
                return
            }
        }
    }
}
