internal import CRDKafka

/// Commits what a member of a group is done with, on a thread of its own: waiting for the broker holds up no reading.
///
/// As thread-safe as ``KafkaHandle``.
actor OffsetCommitter {
    private let handle: KafkaHandle
    private var isOpen = true
    private let thread = KafkaThread("kafka commits")

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ handle: KafkaHandle) {
        self.handle = handle
    }

    func commit(_ offsets: [KafkaOffset]) throws(KafkaError) {
        guard isOpen else { throw .closed }
        guard !offsets.isEmpty else { return }
        guard let list = rd_kafka_topic_partition_list_new(Int32(offsets.count)) else {
            throw .failed(operation: "commit", name: "_", reason: "no memory")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for offset in offsets {
            let entry = rd_kafka_topic_partition_list_add(list, offset.topic, offset.partition)
            entry?.pointee.offset = offset.offset
        }
        try check("commit", rd_kafka_commit(handle.client, list, 0))
    }

    /// Waits for the commit that is under way; there is none afterwards.
    func close() {
        isOpen = false
    }
}
