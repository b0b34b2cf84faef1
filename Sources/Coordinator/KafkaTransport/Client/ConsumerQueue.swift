internal import CRDKafka

/// Where the messages for a member of a group wait; keeps its client alive.
///
/// As thread-safe as ``KafkaHandle``.
final class ConsumerQueue: @unchecked Sendable {
    let pointer: OpaquePointer
    private let client: KafkaHandle

    init(_ client: KafkaHandle) throws(KafkaError) {
        guard let pointer = rd_kafka_queue_get_consumer(client.client) else {
            throw .failed(operation: "subscription", name: "_", reason: "no queue for the group")
        }
        self.client = client
        self.pointer = pointer
    }

    deinit {
        rd_kafka_queue_destroy(pointer)
    }
}
