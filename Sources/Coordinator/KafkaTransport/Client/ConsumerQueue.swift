internal import CRDKafka
internal import Synchronization

/// Where the messages for a member of a group wait; keeps its client alive.
///
/// As thread-safe as ``KafkaHandle``.
final class ConsumerQueue: @unchecked Sendable {
    let pointer: OpaquePointer
    private let client: KafkaHandle
    private let bell = Bell()

    /// Notes when something last came into the empty queue.
    private final class Bell: Sendable {
        let rung = Mutex<ContinuousClock.Instant?>(nil)
    }

    init(_ client: KafkaHandle) throws(KafkaError) {
        guard let pointer = rd_kafka_queue_get_consumer(client.client) else {
            throw .failed(operation: "subscription", name: "_", reason: "no queue for the group")
        }
        self.client = client
        self.pointer = pointer
        // Called "from an internal librdkafka thread when a new element is enqueued on a previously empty queue" (rdkafka.h);
        // the bell lives until the callback has been taken away.
        rd_kafka_queue_cb_event_enable(
            pointer,
            { _, bell in
                guard let bell else { return }
                let now = ContinuousClock.now
                Unmanaged<Bell>.fromOpaque(bell)._withUnsafeGuaranteedRef { bell in
                    bell.rung.withLock { $0 = now }
                }
            },
            Unmanaged.passUnretained(bell).toOpaque()
        )
    }

    /// When the oldest of what waits came; `nil` when nothing waits.
    var oldestArrival: ContinuousClock.Instant? {
        rd_kafka_queue_length(pointer) > 0 ? bell.rung.withLock { $0 } : nil
    }

    deinit {
        rd_kafka_queue_cb_event_enable(pointer, nil, nil)
        rd_kafka_queue_destroy(pointer)
    }
}
