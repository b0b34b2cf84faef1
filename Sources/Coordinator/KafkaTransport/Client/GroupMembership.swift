internal import CRDKafka
internal import Synchronization

/// A consumer's part in a group whose members share the partitions of a topic.
///
/// Partitions change hands one by one (`cooperative-sticky`): who keeps a partition goes on undisturbed while others come
/// and go. What the group says of the first topic's partitions holds for those with the same number of the other topics, so
/// that all messages with a key reach the same member.
public final class GroupMembership: Sendable {
    /// What the group says.
    public enum Change: Sendable, Equatable {
        /// These partitions are this member's from now on.
        case gained([Int32])
        /// Others are to have these; they wait until ``KafkaConsumer/release(_:)``.
        case releasing([Int32])
        /// Others may have these already.
        case lost([Int32])
    }

    /// How long the group waits for a member that is silent.
    public let session: Duration
    private let report: @Sendable (Change) -> Void
    private let topics = Mutex<[String]>([])
    private let isLeaving = Atomic(false)

    /// - Parameters:
    ///   - session: How long the group waits for a member that is silent; brokers take 6 s at least, unless told otherwise.
    ///   - report: Is told what the group says, within a call of ``KafkaConsumer/poll(_:within:)``; it must not wait.
    public init(session: Duration, report: @escaping @Sendable (Change) -> Void) {
        self.session = session
        self.report = report
    }

    /// What librdkafka is told.
    var pairs: [(String, String)] {
        [
            ("partition.assignment.strategy", "cooperative-sticky"),
            ("session.timeout.ms", "\(session.milliseconds)"),
            ("heartbeat.interval.ms", "\(max(1, session.milliseconds / 12))"),
        ]
    }

    func begin(with topics: [String]) { self.topics.withLock { $0 = topics } }

    /// From now on, partitions are given up without being asked about.
    func leave() { isLeaving.store(true, ordering: .releasing) }

    /// Carries out what the group says; called by librdkafka within a poll.
    func rebalance(
        _ client: OpaquePointer,
        _ code: rd_kafka_resp_err_t,
        _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) throws(KafkaError) {
        let partitions = list.map { list in (0..<Int(list.pointee.cnt)).map { list.pointee.elems[$0].partition } } ?? []
        switch code {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
            try change(partitions, client, rd_kafka_incremental_assign)
            report(.gained(partitions))
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            guard rd_kafka_assignment_lost(client) != 0 || isLeaving.load(ordering: .acquiring) else {
                return report(.releasing(partitions))
            }
            report(.lost(partitions))
            try change(partitions, client, rd_kafka_incremental_unassign)
        default:
            report(.lost(partitions))
            try check("assignment", rd_kafka_assign(client, nil))
        }
    }

    func release(_ partitions: [Int32], _ client: OpaquePointer) throws(KafkaError) {
        try change(partitions, client, rd_kafka_incremental_unassign)
    }

    private func change(
        _ partitions: [Int32],
        _ client: OpaquePointer,
        _ call: (OpaquePointer, UnsafePointer<rd_kafka_topic_partition_list_t>) -> OpaquePointer?
    ) throws(KafkaError) {
        let topics = topics.withLock { $0 }
        guard let list = rd_kafka_topic_partition_list_new(Int32(partitions.count * topics.count)) else {
            throw .failed(operation: "assignment", name: "_", reason: "no memory")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for topic in topics {
            for partition in partitions {
                let entry = rd_kafka_topic_partition_list_add(list, topic, partition)
                entry?.pointee.offset = shim_offset_end
            }
        }
        guard let error = call(client, list) else { return }
        defer { rd_kafka_error_destroy(error) }
        throw .failed("assignment", rd_kafka_error_code(error), reason: String(cString: rd_kafka_error_string(error)))
    }
}

/// Which of a topic's partitions the messages with a key are in.
public enum KeyedPartition {
    /// As librdkafka's producers choose it, unless they are told otherwise: CRC-32 of the key, modulo `count`.
    ///
    /// - Precondition: `count` is positive.
    public static func of(_ key: String, among count: Int) -> Int32 {
        precondition(count > 0, "a topic has partitions")
        return Array(key.utf8).withUnsafeBytes { bytes in
            rd_kafka_msg_partitioner_consistent(nil, bytes.baseAddress, bytes.count, Int32(count), nil, nil)
        }
    }
}
