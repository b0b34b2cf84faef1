internal import CRDKafka

/// The handle of a topic; keeps its client alive.
///
/// As thread-safe as ``KafkaHandle``.
final class Topic: @unchecked Sendable {
    let pointer: OpaquePointer
    private let client: KafkaHandle

    init(_ name: String, _ client: KafkaHandle) throws(KafkaError) {
        guard let pointer = rd_kafka_topic_new(client.client, name, nil) else {
            throw .failed("topic \(name)", rd_kafka_last_error())
        }
        self.client = client
        self.pointer = pointer
    }

    deinit {
        rd_kafka_topic_destroy(pointer)
    }
}
