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

    private let store: Store
    private let logger: Logger
    private let pending = Mutex(StoreBatch())
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
        pending.withLock { change(&$0) }
    }

    /// Writes everything that has been gathered, also what could not be written before.
    func flush() async {
        let batch = pending.withLock { batch in
            defer { batch = StoreBatch() }
            return batch
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
