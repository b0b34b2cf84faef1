/// Publishes batches, and keeps them on disk while no broker takes them.
///
/// ``send(_:to:)`` returns when a broker has acknowledged the messages or the disk has them: what it has returned from is
/// published sooner or later, also when the program is killed, unless the disk's share is used up. Then the oldest messages
/// are given up, counted and told. Messages may be published twice; batches keep their order.
public actor DurableProducer {
    /// What became of the messages.
    public struct Counts: Sendable, Equatable {
        /// Acknowledged by a broker at once.
        public var acknowledged = 0
        /// Put on disk.
        public var spooled = 0
        /// Acknowledged by a broker after they had been on disk.
        public var recovered = 0
        /// Refused by the broker for good.
        public var refused = 0
        /// Given up because the disk's share was used up.
        public var dropped = 0
        /// Waiting on disk now.
        public var waiting = 0
    }

    private let producer: KafkaProducer
    private var queue: DiskQueue
    private let log: KafkaLog?
    private var tally = Counts()
    private var toldDropped = 0
    private let thread = KafkaThread("kafka spool")

    /// Writing to the disk blocks, so it has a thread of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Puts a producer in front of a queue; what the queue holds from before is published first.
    public init(_ producer: KafkaProducer, queue: consuming DiskQueue, log: KafkaLog? = nil) {
        self.producer = producer
        self.queue = queue
        self.log = log
    }

    /// What became of the messages until now.
    public var counts: Counts {
        var counts = tally
        counts.dropped = queue.droppedCount
        counts.waiting = queue.messageCount
        return counts
    }

    /// Publishes a batch, or puts it on disk.
    ///
    /// - Throws: ``DiskQueueError`` when neither worked: then the messages are not safe. ``KafkaError/closed``.
    public func send(_ batch: KafkaBatch, to topic: String) async throws {
        guard queue.isEmpty, !producer.isCutOff else {
            return try spool(batch, to: topic)
        }
        let receipt = try await producer.deliver(batch, to: topic)
        tally.acknowledged += batch.count - receipt.undelivered.count - receipt.refused
        refuse(receipt)
        try spool(receipt.undelivered, to: topic)
    }

    /// Publishes the oldest batch that waits on disk, if there is one; returns false when no broker took it.
    public func recoverOne() async throws -> Bool {
        guard let first = try queue.first() else { return true }
        let receipt = try await producer.deliver(first.batch, to: first.topic)
        guard receipt.undelivered.isEmpty else { return false }
        refuse(receipt)
        tally.recovered += first.batch.count - receipt.refused
        queue.remove(first)
        if queue.isEmpty { log?(.init(isError: false, text: "everything that waited on disk is published")) }
        return true
    }

    /// Publishes what waits on disk, whenever a broker is there, until the task is cancelled.
    ///
    /// - Parameter interval: How long to wait between attempts.
    public func recover(every interval: Duration = .milliseconds(500), clock: any Clock<Duration> = ContinuousClock())
        async
    {
        while !Task.isCancelled {
            do {
                while try await recoverOne(), !queue.isEmpty, !Task.isCancelled {}
            } catch {
                log?(.init(isError: true, text: "\(error)"))
            }
            guard (try? await clock.sleep(for: interval)) != nil else { return }
        }
    }

    private func spool(_ batch: KafkaBatch, to topic: String) throws(DiskQueueError) {
        guard !batch.isEmpty else { return }
        if queue.isEmpty { log?(.init(isError: true, text: "no broker takes messages; they go to the disk")) }
        try queue.append(batch, to: topic)
        tally.spooled += batch.count
        if queue.droppedCount > toldDropped {
            let count = queue.droppedCount - toldDropped
            log?(.init(isError: true, text: "the disk's share is used up: the oldest \(count) messages are given up"))
            toldDropped = queue.droppedCount
        }
    }

    private func refuse(_ receipt: KafkaProducer.Receipt) {
        guard receipt.refused > 0 else { return }
        tally.refused += receipt.refused
        let reason = receipt.firstError?.description ?? ""
        log?(.init(isError: true, text: "\(receipt.refused) messages are refused for good: \(reason)"))
    }
}
