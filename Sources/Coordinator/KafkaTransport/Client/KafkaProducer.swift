internal import CRDKafka
internal import Dispatch
internal import Synchronization

/// Publishes batches of messages and waits until the broker has them.
///
/// Idempotent: a message that librdkafka sends again after a lost answer is in the topic once. Memory is bounded by
/// ``Limits/messages`` and ``Limits/bytes``: what is beyond is refused, not kept.
public final class KafkaProducer: Sendable {
    /// How much may wait, and for how long.
    public struct Limits: Sendable, Equatable {
        /// Messages in memory.
        public var messages = 200_000
        /// Bytes in memory.
        public var bytes = 256 << 20
        /// How long a message may take until it is acknowledged; then it counts as not delivered.
        public var patience: Duration = .seconds(30)
        /// How long a message waits for others to be sent with.
        public var linger: Duration = .milliseconds(5)
        /// Bytes of a message, before it is compressed.
        public var messageBytes = 1_000_000

        /// The values that stand with each limit.
        public init() {}
    }

    /// Which messages of a batch the broker does not have.
    public struct Receipt: Sendable, Equatable {
        /// Those that may be taken later, as a batch of their own.
        public var undelivered = KafkaBatch()
        /// How many can never be taken, because they are too large or not allowed.
        public var refused = 0
        /// Why the first of them all was not taken.
        public var firstError: KafkaError?
    }

    /// The longest message that is sent anywhere, in bytes: a model.
    public static let longestMessage = 16 << 20

    private let handle: KafkaHandle
    private let topics = Mutex<[String: Topic]>([:])
    private let isOpen = Atomic(true)
    private let pollingHasEnded = DispatchSemaphore(value: 0)
    private let limits: Limits

    /// Makes a producer; the connection comes about in the background.
    ///
    /// - Throws: ``KafkaError/setting(property:value:reason:)`` for a bad setting.
    public init(_ settings: KafkaSettings, limits: Limits = Limits(), log: KafkaLog? = nil) throws(KafkaError) {
        let pairs = settings.pairs(adding: [
            "enable.idempotence": "true",
            "queue.buffering.max.messages": "\(limits.messages)",
            "queue.buffering.max.kbytes": "\(limits.bytes / 1_024)",
            "message.timeout.ms": "\(limits.patience.milliseconds)",
            "linger.ms": "\(limits.linger.milliseconds)",
            "message.max.bytes": "\(limits.messageBytes)",
            "compression.codec": "lz4",
        ])
        handle = try KafkaHandle(RD_KAFKA_PRODUCER, pairs, log: log) { configuration in
            rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
                guard let message, let tag = message.pointee._private else { return }
                let entry = tag.load(as: Delivery.Tag.self)
                if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR, let opaque {
                    Unmanaged<KafkaEvents>.fromOpaque(opaque)._withUnsafeGuaranteedRef { $0.recover() }
                }
                entry.delivery.takeUnretainedValue().report(entry.position, message.pointee.err)
            }
        }
        self.limits = limits
        startPolling()
    }

    /// Whether no broker can be reached now, as far as is known.
    public var isCutOff: Bool { handle.events.allBrokersAreDown }

    /// The last trouble with the connection.
    public var lastError: KafkaError? { handle.events.lastError }

    /// How many messages are in memory: not yet sent, or not yet acknowledged.
    public var waitingCount: Int { Int(rd_kafka_outq_len(handle.client)) }

    /// Sends a batch and waits until each message is acknowledged or given up.
    ///
    /// - Throws: ``KafkaError/closed``, or ``KafkaError/failed(operation:name:reason:)`` when there cannot be such a topic.
    public func deliver(_ batch: KafkaBatch, to name: String) async throws(KafkaError) -> Receipt {
        guard isOpen.load(ordering: .acquiring) else { throw .closed }
        guard !batch.isEmpty else { return Receipt() }
        let topic = try topic(name)
        return await withCheckedContinuation { continuation in
            hand(batch, to: topic) { continuation.resume(returning: $0) }
        }
    }

    /// Hands a batch to the library, which sends it, and does not wait.
    ///
    /// - Parameters:
    ///   - batch: The messages.
    ///   - name: The topic's name.
    ///   - end: Hears what became of them once each message is acknowledged or given up, on a thread of the library's, or on
    ///     this one when none is taken. It must not wait.
    /// - Throws: ``KafkaError/closed``, or ``KafkaError/failed(operation:name:reason:)`` when there cannot be such a topic;
    ///   `end` hears nothing then.
    public func hand(
        _ batch: KafkaBatch,
        to name: String,
        end: @escaping @Sendable (Receipt) -> Void
    ) throws(KafkaError) {
        guard isOpen.load(ordering: .acquiring) else { throw .closed }
        guard !batch.isEmpty else { return end(Receipt()) }
        hand(batch, to: try topic(name), end: end)
    }

    private func hand(_ batch: KafkaBatch, to topic: Topic, end: @escaping @Sendable (Receipt) -> Void) {
        enqueue(batch, topic, Delivery(of: batch.count) { end(Self.receipt(batch, $0)) })
    }

    /// Sends a batch; throws unless every message was acknowledged.
    ///
    /// - Throws: ``KafkaError/undelivered(count:total:name:reason:)``, and what ``deliver(_:to:)`` throws.
    public func send(_ batch: KafkaBatch, to topic: String) async throws(KafkaError) {
        let receipt = try await deliver(batch, to: topic)
        guard case .failed(_, let name, let reason)? = receipt.firstError else { return }
        let count = receipt.undelivered.count + receipt.refused
        throw .undelivered(count: count, total: batch.count, name: name, reason: reason)
    }

    /// Waits for what is under way, at most `patience`, and ends the connection.
    ///
    /// Nothing can be sent afterwards. What is still not acknowledged then is reported as not delivered.
    public func close(within patience: Duration = .seconds(5)) async {
        guard isOpen.exchange(false, ordering: .acquiringAndReleasing) else { return }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [self] in
                rd_kafka_flush(handle.client, Int32(clamping: patience.milliseconds))
                rd_kafka_purge(handle.client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
                rd_kafka_flush(handle.client, 100)
                pollingHasEnded.wait()
                rd_kafka_poll(handle.client, 0)
                continuation.resume()
            }
        }
    }

    deinit {
        isOpen.store(false, ordering: .releasing)
    }

    /// Delivery reports come on a thread of their own: polling blocks.
    private func startPolling() {
        let queue = DispatchQueue(label: "kafka producer")
        queue.async { [handle, pollingHasEnded, weak self] in
            while self?.isOpen.load(ordering: .acquiring) == true {
                rd_kafka_poll(handle.client, 100)
            }
            pollingHasEnded.signal()
        }
    }

    private func topic(_ name: String) throws(KafkaError) -> Topic {
        try topics.withLock { topics throws(KafkaError) in
            if let topic = topics[name] { return topic }
            let topic = try Topic(name, handle)
            topics[name] = topic
            return topic
        }
    }

    private func enqueue(_ batch: KafkaBatch, _ topic: Topic, _ delivery: Delivery) {
        var messages: [rd_kafka_message_t] = []
        messages.reserveCapacity(batch.count)
        batch.withEachMessage { key, message in
            let position = messages.count
            var entry = rd_kafka_message_t()
            entry.payload = UnsafeMutableRawPointer(mutating: message.baseAddress)
            entry.len = message.count
            entry.key = key.isEmpty ? nil : UnsafeMutableRawPointer(mutating: key.baseAddress)
            entry.key_len = key.count
            entry._private = delivery.tag(position)
            messages.append(entry)
            if position == batch.count - 1 {
                // Copies what it takes; what it does not take has its error in `err` and gets no report.
                messages.withUnsafeMutableBufferPointer { all in
                    _ = rd_kafka_produce_batch(
                        topic.pointer,
                        shim_partition_any,
                        Int32(RD_KAFKA_MSG_F_COPY),
                        all.baseAddress,
                        Int32(all.count)
                    )
                }
            }
        }
        for (position, message) in messages.enumerated() where message.err != RD_KAFKA_RESP_ERR_NO_ERROR {
            delivery.report(position, message.err)
        }
    }

    private static func receipt(_ batch: KafkaBatch, _ failures: [Delivery.Failure]) -> Receipt {
        var receipt = Receipt()
        for failure in failures {
            if failure.code.isPermanent {
                receipt.refused += 1
            } else {
                receipt.undelivered.append(failure.position, of: batch)
            }
        }
        receipt.firstError = failures.first.map { .failed("delivery", $0.code) }
        return receipt
    }
}
