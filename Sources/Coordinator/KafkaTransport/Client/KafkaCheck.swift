internal import CRDKafka

/// What a cluster says of itself.
public struct KafkaCheck: Sendable, Equatable {
    /// A topic and the number of its partitions that have a leader.
    public struct Topic: Sendable, Equatable {
        /// The topic's name.
        public let name: String
        /// All partitions.
        public let partitionCount: Int
        /// Partitions that can be written and read now.
        public let ledPartitionCount: Int
    }

    /// The brokers, `host:port`, as they want to be called.
    public let brokers: [String]
    /// The topics, by name.
    public let topics: [Topic]

    /// Connects to a cluster and asks who is there; blocks for at most `patience`.
    ///
    /// - Throws: ``KafkaError/setting(property:value:reason:)`` for a bad setting, else
    ///   ``KafkaError/failed(operation:name:reason:)`` with the connection's own words if there are any.
    public init(_ settings: KafkaSettings, within patience: Duration, log: KafkaLog? = nil) throws(KafkaError) {
        let handle = try KafkaHandle(RD_KAFKA_PRODUCER, settings.pairs(adding: [:]), log: log)
        var answer: UnsafePointer<rd_kafka_metadata>?
        let status = rd_kafka_metadata(handle.client, 1, nil, &answer, Int32(clamping: patience.milliseconds))
        rd_kafka_poll(handle.client, 0)
        guard status == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else {
            throw handle.events.lastError ?? .failed("metadata from \(settings.brokers)", status)
        }
        defer { rd_kafka_metadata_destroy(answer) }
        brokers = (0..<Int(answer.pointee.broker_cnt)).map { position in
            let broker = answer.pointee.brokers[position]
            return "\(String(cString: broker.host)):\(broker.port)"
        }
        let topics = (0..<Int(answer.pointee.topic_cnt)).map { position in
            let topic = answer.pointee.topics[position]
            let led = (0..<Int(topic.partition_cnt)).count { topic.partitions[$0].leader >= 0 }
            return Topic(
                name: String(cString: topic.topic),
                partitionCount: Int(topic.partition_cnt),
                ledPartitionCount: led
            )
        }
        self.topics = topics.sorted { $0.name < $1.name }
    }
}
