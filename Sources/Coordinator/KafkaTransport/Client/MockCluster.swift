internal import CRDKafka

/// Librdkafka's own Kafka cluster in this process, for tests: it speaks the protocol over loopback and can be told to fail.
///
/// Source: `rdkafka_mock.h`. The cluster's functions may be called from every thread: they pass operations to its own one.
package final class MockCluster: @unchecked Sendable {
    /// Faults that a broker answers the next requests with.
    package enum Fault: Sendable {
        /// The request took too long among the brokers.
        case timedOut
        /// Too few replicas.
        case notEnoughReplicas
        /// The broker no longer leads the partition.
        case notLeader

        fileprivate var code: rd_kafka_resp_err_t {
            switch self {
            case .timedOut: RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT
            case .notEnoughReplicas: RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS
            case .notLeader: RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
            }
        }
    }

    /// Where the brokers listen.
    package let brokers: String
    private let handle: KafkaHandle
    private let cluster: OpaquePointer

    /// Starts brokers; the topics come into being when they are named first.
    package init(brokerCount: Int) throws(KafkaError) {
        handle = try KafkaHandle(RD_KAFKA_PRODUCER, [], log: nil)
        guard let cluster = rd_kafka_mock_cluster_new(handle.client, Int32(brokerCount)) else {
            throw .failed(operation: "mock cluster", name: "_", reason: "no cluster")
        }
        self.cluster = cluster
        brokers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
    }

    /// Makes a topic.
    package func create(topic: String, partitions: Int) throws(KafkaError) {
        try check("topic \(topic)", rd_kafka_mock_topic_create(cluster, topic, Int32(partitions), 1))
    }

    /// Takes a broker away, or brings it back; the first one is 1.
    package func setBroker(_ number: Int, isUp: Bool) throws(KafkaError) {
        let broker = Int32(number)
        try check(
            "broker \(number)",
            isUp ? rd_kafka_mock_broker_set_up(cluster, broker) : rd_kafka_mock_broker_set_down(cluster, broker)
        )
    }

    /// Makes a broker answer late.
    package func setDelay(_ delay: Duration, ofBroker number: Int) throws(KafkaError) {
        let milliseconds = Int32(clamping: delay.milliseconds)
        try check("broker \(number)", rd_kafka_mock_broker_set_rtt(cluster, Int32(number), milliseconds))
    }

    /// Answers the next produce requests with `faults`, one each.
    package func failProducing(_ faults: [Fault]) {
        let produce: Int16 = 0
        var codes = faults.map(\.code)
        rd_kafka_mock_push_request_errors_array(cluster, produce, codes.count, &codes)
    }
}
