internal import CRDKafka

/// A message as it stands in a topic that is followed.
public struct FollowedMessage: Sendable, Equatable {
    /// The topic's name.
    public var topic: String
    /// Its number in the topic.
    public var offset: Int64
    /// Its key; empty when it has none.
    public var key: [UInt8]
    /// What it says; empty when there is nothing under its key any more.
    public var value: [UInt8]
}

/// Reads topics of one partition from their beginning, as no member of any group.
public actor TopicFollower {
    private let handle: KafkaHandle
    private let queue: ConsumerQueue
    private var isOpen = true
    private let thread = KafkaThread("kafka follower")

    /// Polling blocks, so it has a thread of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Throws: ``KafkaError/setting(property:value:reason:)`` for a bad setting.
    public init(_ settings: KafkaSettings, topics: [String], log: KafkaLog? = nil) throws(KafkaError) {
        let pairs = settings.pairs(adding: [
            // librdkafka wants a name, and joins nothing unless something is subscribed to.
            "group.id": "follower",
            "enable.auto.commit": "false",
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": "100",
            "fetch.message.max.bytes": "\(KafkaProducer.longestMessage)",
        ])
        let handle = try KafkaHandle(RD_KAFKA_CONSUMER, pairs, log: log)
        try check("poll set", rd_kafka_poll_set_consumer(handle.client))
        guard let list = rd_kafka_topic_partition_list_new(Int32(topics.count)) else {
            throw .failed(operation: "assignment", name: "_", reason: "no memory")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for topic in topics {
            let entry = rd_kafka_topic_partition_list_add(list, topic, 0)
            entry?.pointee.offset = shim_offset_beginning
        }
        try check("assignment", rd_kafka_assign(handle.client, list))
        queue = try ConsumerQueue(handle)
        self.handle = handle
    }

    /// Waits for messages.
    ///
    /// - Returns: What has come, perhaps nothing; in the order of each topic.
    /// - Throws: ``KafkaError/closed``.
    public func poll(within patience: Duration) throws(KafkaError) -> [FollowedMessage] {
        guard isOpen else { throw .closed }
        // The library waits until it has all that it was asked for: the first message alone, then what is there already.
        let first = take(1, within: patience)
        return first.isEmpty ? [] : first + take(1_000, within: .zero)
    }

    /// Ends the connection; nothing can be read afterwards.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        _ = rd_kafka_consumer_close(handle.client)
    }

    private func take(_ maximum: Int, within patience: Duration) -> [FollowedMessage] {
        var messages: [FollowedMessage] = []
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<rd_kafka_message_t>?.self, capacity: maximum) { slots in
            let milliseconds = Int32(clamping: patience.milliseconds)
            let found = rd_kafka_consume_batch_queue(queue.pointer, milliseconds, slots.baseAddress, maximum)
            for position in 0..<max(0, found) {
                guard let message = slots[position]?.pointee else { continue }
                if message.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                    messages.append(
                        FollowedMessage(
                            topic: String(cString: rd_kafka_topic_name(message.rkt)),
                            offset: message.offset,
                            key: Array(UnsafeRawBufferPointer(start: message.key, count: message.key_len)),
                            value: Array(UnsafeRawBufferPointer(start: message.payload, count: message.len))
                        )
                    )
                } else if message.err != RD_KAFKA_RESP_ERR__PARTITION_EOF {
                    handle.events.report(message.err, message.err.reason)
                }
                rd_kafka_message_destroy(slots[position])
            }
        }
        return messages
    }
}
