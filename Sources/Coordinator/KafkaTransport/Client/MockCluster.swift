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

    /// The number of the produce request in Kafka's protocol.
    private static let produceRequest: Int16 = 0

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

    /// Takes a broker away for good; the first one is 1.
    ///
    /// There is no way back: librdkafka 2.0 listens on the same port again, and ends the whole process when another socket
    /// has taken it meanwhile. For an absence that ends, see ``refuseProducing()``.
    package func stopBroker(_ number: Int) throws(KafkaError) {
        try check("broker \(number)", rd_kafka_mock_broker_set_down(cluster, Int32(number)))
    }

    /// Answers every produce request with a fault, until ``acceptProducing()``.
    package func refuseProducing() {
        failProducing(Array(repeating: .notEnoughReplicas, count: 100_000))
    }

    /// Takes produce requests again.
    package func acceptProducing() {
        rd_kafka_mock_clear_request_errors(cluster, Self.produceRequest)
    }

    /// Makes a broker answer late.
    package func setDelay(_ delay: Duration, ofBroker number: Int) throws(KafkaError) {
        let milliseconds = Int32(clamping: delay.milliseconds)
        try check("broker \(number)", rd_kafka_mock_broker_set_rtt(cluster, Int32(number), milliseconds))
    }

    /// Answers the next produce requests with `faults`, one each.
    package func failProducing(_ faults: [Fault]) {
        var codes = faults.map(\.code)
        rd_kafka_mock_push_request_errors_array(cluster, Self.produceRequest, codes.count, &codes)
    }
}
