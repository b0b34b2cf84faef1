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

    init(store: Store, logger: Logger) {
        self.store = store
        self.logger = logger
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
                let dropped = max(0, batches.count - Self.longestQueue)
                logger.error(
                    "rows could not be written; they will be tried again",
                    metadata: ["error": "\(error)", "batches": "\(batches.count)", "dropped": "\(dropped)"]
                )
                let kept = Array(batches.dropFirst(dropped))
                failed.withLock { $0 = kept + $0 }
                return
            }
        }
    }
}
