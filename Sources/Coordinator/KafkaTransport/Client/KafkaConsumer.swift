internal import CRDKafka

/// Reads topics as a member of a group, from where the group has committed.
///
/// Whatever a message holds, it comes out of here; errors of the connection are counted and heal by themselves, however
/// long the silence. Nothing is committed unless ``commit(_:)`` is called.
public actor KafkaConsumer {
    /// Where a group begins that has committed nothing yet.
    public enum Start: String, Sendable, CaseIterable {
        /// With the oldest message that there is.
        case earliest
        /// With the next message that comes.
        case latest
    }

    /// The topics that are read.
    public nonisolated let topics: [String]
    /// How often the connection or a partition has reported an error.
    public private(set) var errorCount = 0
    let handle: KafkaHandle
    private let queue: ConsumerQueue
    private let committer: OffsetCommitter
    private let subscribed: [String]
    private(set) var isOpen = true
    private let thread = KafkaThread("kafka consumer")

    /// Polling blocks, so it has a thread of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// The thread that messages come on, for a task that works on them as long as nothing else is to be read.
    public nonisolated var executor: any TaskExecutor { thread }

    /// Joins a group; the connection comes about in the background.
    ///
    /// - Parameters:
    ///   - settings: How to reach the cluster.
    ///   - topics: What is read.
    ///   - group: The group's name.
    ///   - start: Where a group begins that has committed nothing.
    ///   - membership: How the partitions are shared; then every partition begins with what comes next. Without it, the
    ///     group's members share all topics as librdkafka likes.
    ///   - log: Is told what librdkafka says.
    /// - Throws: ``KafkaError/setting(property:value:reason:)`` for a bad setting.
    public init(
        _ settings: KafkaSettings,
        topics: [String],
        group: String,
        start: Start = .latest,
        membership: GroupMembership? = nil,
        log: KafkaLog? = nil
    ) throws(KafkaError) {
        var pairs = settings.pairs(adding: [
            "group.id": group,
            "auto.offset.reset": start.rawValue,
            "enable.auto.commit": "false",
            "enable.auto.offset.store": "false",
            "queued.max.messages.kbytes": "65536",
            "fetch.wait.max.ms": "100",
            "allow.auto.create.topics": "true",
            // A topic that comes to be later is looked for this often; by itself librdkafka does every five minutes.
            "topic.metadata.refresh.interval.ms": "5000",
        ])
        pairs = Self.waiting(in: KafkaLibrary.number) + pairs
        membership?.begin(with: topics)
        let handle = try KafkaHandle(
            RD_KAFKA_CONSUMER,
            pairs + (membership?.pairs ?? []),
            log: log,
            membership: membership
        )
        try check("poll set", rd_kafka_poll_set_consumer(handle.client))
        // Members that share partitions subscribe to one topic; the others go along with it.
        let subscribed = membership == nil ? topics : Array(topics.prefix(1))
        try Self.subscribe(handle, to: subscribed)
        queue = try ConsumerQueue(handle)
        committer = OffsetCommitter(handle)
        self.subscribed = subscribed
        self.topics = topics
        self.handle = handle
    }

    /// How many messages wait here before no more are asked for, and for how long then.
    ///
    /// By itself librdkafka waits a second, by when a quick reader has long been idle. Versions before 2.2 cannot be told to ask
    /// again sooner; there enough for that second waits here, as far as 64 MiB hold it.
    package static func waiting(in library: Int) -> [(String, String)] {
        library >= 0x0202_0000
            ? [("queued.min.messages", "100000"), ("fetch.queue.backoff.ms", "20")]
            : [("queued.min.messages", "500000")]
    }

    private static func subscribe(_ handle: KafkaHandle, to topics: [String]) throws(KafkaError) {
        guard let list = rd_kafka_topic_partition_list_new(Int32(topics.count)) else {
            throw .failed(operation: "subscription", name: "_", reason: "no memory")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for topic in topics { rd_kafka_topic_partition_list_add(list, topic, shim_partition_any) }
        try check("subscription", rd_kafka_subscribe(handle.client, list))
    }

    /// Lets others have the partitions that ``GroupMembership/Change/releasing(_:)`` named.
    ///
    /// - Throws: ``KafkaError/failed(operation:name:reason:)``, ``KafkaError/closed``.
    public func release(_ partitions: [Int32]) throws(KafkaError) {
        guard isOpen else { throw .closed }
        try handle.events.membership?.release(partitions, handle.client)
    }

    /// Leaves the group and joins it again.
    ///
    /// - Throws: ``KafkaError/failed(operation:name:reason:)``, ``KafkaError/closed``.
    public func rejoin() throws(KafkaError) {
        guard isOpen else { throw .closed }
        try check("leaving the group", rd_kafka_unsubscribe(handle.client))
        try Self.subscribe(handle, to: subscribed)
    }

    /// The last trouble with the connection.
    public nonisolated var lastError: KafkaError? { handle.events.lastError }

    /// Waits for messages.
    ///
    /// - Parameters:
    ///   - maximum: How many to return at most.
    ///   - patience: How long to wait; less when there are enough messages.
    /// - Returns: What has come, perhaps nothing.
    /// - Throws: ``KafkaError/closed``.
    public func poll(_ maximum: Int, within patience: Duration) throws(KafkaError) -> KafkaMessages {
        guard isOpen else { throw .closed }
        var messages = KafkaMessages()
        poll(maximum, within: patience, into: &messages)
        return messages
    }

    /// Waits for a message, and takes with it what is there already.
    ///
    /// - Parameters:
    ///   - maximum: How many to return at most.
    ///   - patience: How long to wait.
    /// - Returns: What has come, perhaps nothing.
    /// - Throws: ``KafkaError/closed``.
    public func pollWhatIsThere(_ maximum: Int, within patience: Duration) throws(KafkaError) -> KafkaMessages {
        guard isOpen else { throw .closed }
        var messages = KafkaMessages()
        let waiting = queue.oldestArrival
        // The library waits until it has all that it was asked for: the first message alone, then the others.
        poll(1, within: patience, into: &messages)
        guard !messages.isEmpty else { return messages }
        messages.arrival = waiting ?? .now
        poll(maximum - 1, within: .zero, into: &messages)
        return messages
    }

    private func poll(_ maximum: Int, within patience: Duration, into messages: inout KafkaMessages) {
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<rd_kafka_message_t>?.self, capacity: maximum) { slots in
            let found = rd_kafka_consume_batch_queue(
                queue.pointer,
                Int32(clamping: patience.milliseconds),
                slots.baseAddress,
                maximum
            )
            var lastTopic: OpaquePointer?
            for position in 0..<max(0, found) {
                guard let message = slots[position] else { continue }
                if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                    take(message, lastTopic, into: &messages)
                    lastTopic = message.pointee.rkt
                } else {
                    report(message.pointee)
                }
                rd_kafka_message_destroy(message)
            }
        }
    }

    /// Remembers for the group that everything before `offsets` is done with; waits for the broker's answer.
    ///
    /// Reading goes on meanwhile; commits keep their order.
    ///
    /// - Throws: ``KafkaError/failed(operation:name:reason:)``; then the messages may come again.
    public nonisolated func commit(_ offsets: [KafkaOffset]) async throws(KafkaError) {
        try await committer.commit(offsets)
    }

    /// How many partitions the group has given to this member.
    public func assignedPartitionCount() -> Int {
        var list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
        guard rd_kafka_assignment(handle.client, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return 0 }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        return Int(list.pointee.cnt)
    }

    /// Leaves the group; nothing can be read afterwards.
    public func close() async {
        guard isOpen else { return }
        isOpen = false
        await committer.close()
        handle.events.membership?.leave()
        _ = rd_kafka_consumer_close(handle.client)
    }

    private func take(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>,
        _ lastTopic: OpaquePointer?,
        into messages: inout KafkaMessages
    ) {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = rd_kafka_message_timestamp(message, &kind)
        messages.append(
            topic: String(cString: rd_kafka_topic_name(message.pointee.rkt)),
            isSameTopic: lastTopic == message.pointee.rkt,
            partition: message.pointee.partition,
            offset: message.pointee.offset,
            milliseconds: kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : milliseconds,
            UnsafeRawBufferPointer(start: message.pointee.payload, count: message.pointee.len)
        )
    }

    /// An error between messages: of a partition, of a topic that is not there yet, of all brokers.
    private func report(_ message: rd_kafka_message_t) {
        guard message.err != RD_KAFKA_RESP_ERR__PARTITION_EOF else { return }
        errorCount += 1
        let reason = message.payload.map { payload in
            String(decoding: UnsafeRawBufferPointer(start: payload, count: message.len), as: UTF8.self)
        }
        handle.events.report(message.err, reason ?? message.err.reason)
    }
}
