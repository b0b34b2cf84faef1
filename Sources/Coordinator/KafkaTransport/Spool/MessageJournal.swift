internal import Dispatch
internal import Synchronization

/// Keeps the messages of the last seconds on disk, for those who have taken them and made nothing lasting of them yet.
///
/// Whoever comes while others are written shares the next write with all who came meanwhile, so that many are kept by one sync.
public final class MessageJournal: Sendable {
    private struct Order: Sendable {
        let batch: KafkaBatch
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Disk: ~Copyable, Sendable {
        var queue: DiskQueue
        /// When each batch of the queue was put there.
        var times: ArraySlice<ContinuousClock.Instant>
    }

    private let disk: Mutex<Disk>
    private let orders = Mutex<[Order]>([])
    private let span: Duration
    private let thread = DispatchQueue(label: "message journal")

    /// Opens a journal, or makes one.
    ///
    /// - Parameters:
    ///   - queue: Its own place on disk; what is there counts as written now.
    ///   - span: For how long messages are kept at least, unless the disk's share is used up.
    public init(_ queue: consuming DiskQueue, keeping span: Duration) {
        let times = Array(repeating: ContinuousClock.now, count: queue.batchCount)
        disk = Mutex(Disk(queue: queue, times: times[...]))
        self.span = span
    }

    /// Keeps messages; returns when they are on disk.
    ///
    /// - Throws: ``DiskQueueError``; then they are not.
    public func keep(_ batch: KafkaBatch) async throws {
        try await withCheckedThrowingContinuation { continuation in
            orders.withLock { $0.append(Order(batch: batch, continuation: continuation)) }
            thread.async { [self] in write() }
        }
    }

    /// What was kept and is not too old, oldest first; it stays.
    public func batches() -> [KafkaBatch] {
        disk.withLock { $0.queue.batches() }
    }

    /// Writes down what waits now, all at once.
    private func write() {
        let waiting = orders.withLock { orders in
            defer { orders = [] }
            return orders
        }
        guard !waiting.isEmpty else { return }
        var batch = KafkaBatch()
        for order in waiting { batch.append(contentsOf: order.batch) }
        let result = Result<Void, any Error> { [batch] in
            try disk.withLock { disk throws(DiskQueueError) in
                let now = ContinuousClock.now
                while let time = disk.times.first, time < now - span {
                    disk.queue.removeFirst()
                    disk.times.removeFirst()
                }
                try disk.queue.append(batch, to: "")
                disk.times.append(now)
                // The queue may have made room by giving up old ones.
                disk.times.removeFirst(disk.times.count - disk.queue.batchCount)
            }
        }
        for order in waiting { order.continuation.resume(with: result) }
    }
}
