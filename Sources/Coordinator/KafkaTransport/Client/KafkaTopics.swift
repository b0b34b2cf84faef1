internal import CRDKafka

/// Makes topics where they are missing.
public enum KafkaTopics {
    /// A topic that is wanted.
    public struct Wish: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// How many partitions it gets.
        public var partitionCount: Int
        /// How it is set up, such as `cleanup.policy`.
        public var settings: [String: String]

        /// Describes a topic.
        public init(_ name: String, partitionCount: Int, settings: [String: String] = [:]) {
            self.name = name
            self.partitionCount = partitionCount
            self.settings = settings
        }
    }

    /// Makes the topics that are not there yet, and says how many partitions each of them has; blocks for at most
    /// `patience`, twice.
    ///
    /// - Throws: ``KafkaError`` when the cluster cannot be reached or does not make a topic.
    public static func ensure(
        _ wishes: [Wish],
        _ settings: KafkaSettings,
        within patience: Duration,
        log: KafkaLog? = nil
    ) throws(KafkaError) -> [String: Int] {
        let known = try counts(settings, within: patience, log: log)
        let missing = wishes.filter { known[$0.name] == nil }
        guard !missing.isEmpty else { return known }
        let handle = try KafkaHandle(RD_KAFKA_PRODUCER, settings.pairs(adding: [:]), log: log)
        for wish in missing { try make(wish, handle, within: patience) }
        return try counts(settings, within: patience, log: log)
    }

    private static func counts(
        _ settings: KafkaSettings,
        within patience: Duration,
        log: KafkaLog?
    ) throws(KafkaError) -> [String: Int] {
        let topics = try KafkaCheck(settings, within: patience, log: log).topics
        return Dictionary(topics.map { ($0.name, $0.partitionCount) }, uniquingKeysWith: { first, _ in first })
    }

    private static func make(_ wish: Wish, _ handle: KafkaHandle, within patience: Duration) throws(KafkaError) {
        var text = [CChar](repeating: 0, count: 512)
        // Replicated as the cluster likes it.
        let made = rd_kafka_NewTopic_new(wish.name, Int32(clamping: wish.partitionCount), -1, &text, text.count)
        guard let made, let queue = rd_kafka_queue_new(handle.client) else {
            throw .failed(operation: "topic \(wish.name)", name: "_", reason: "no memory")
        }
        defer {
            rd_kafka_NewTopic_destroy(made)
            rd_kafka_queue_destroy(queue)
        }
        for (name, value) in wish.settings.sorted(by: { $0.key < $1.key }) {
            try check("topic \(wish.name)", rd_kafka_NewTopic_set_config(made, name, value))
        }
        var topic: OpaquePointer? = made
        rd_kafka_CreateTopics(handle.client, &topic, 1, nil, queue)
        guard let event = rd_kafka_queue_poll(queue, Int32(clamping: patience.milliseconds)) else {
            throw .failed(operation: "topic \(wish.name)", name: "_TIMED_OUT", reason: "no answer")
        }
        defer { rd_kafka_event_destroy(event) }
        try check("topic \(wish.name)", rd_kafka_event_error(event))
        var count = 0
        guard let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        else {
            return
        }
        for position in 0..<count {
            let code = rd_kafka_topic_result_error(results[position])
            // Another member may have been faster.
            guard code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS else { continue }
            try check("topic \(wish.name)", code)
        }
    }
}
