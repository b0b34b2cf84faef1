internal import CRDKafka
internal import Synchronization

/// What librdkafka says of a connection between calls.
final class KafkaEvents: Sendable {
    struct State {
        var allBrokersAreDown = false
        var lastError: KafkaError?
    }

    /// Is told what a group says.
    let membership: GroupMembership?
    private let state = Mutex(State())
    private let log: KafkaLog?

    init(log: KafkaLog?, membership: GroupMembership? = nil) {
        self.log = log
        self.membership = membership
    }

    var allBrokersAreDown: Bool { state.withLock(\.allBrokersAreDown) }
    var lastError: KafkaError? { state.withLock(\.lastError) }

    func rebalance(
        _ client: OpaquePointer,
        _ code: rd_kafka_resp_err_t,
        _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) {
        do {
            try membership?.rebalance(client, code, list)
        } catch {
            state.withLock { $0.lastError = error }
            log?(.init(isError: true, text: "\(error)"))
        }
    }

    func report(_ code: rd_kafka_resp_err_t, _ reason: String) {
        state.withLock { state in
            if code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN { state.allBrokersAreDown = true }
            state.lastError = .failed("connection", code, reason: reason)
        }
        log?(.init(isError: true, text: "\(reason) (\(code.name))"))
    }

    func write(level: Int32, _ text: String) {
        // 4 is syslog's LOG_WARNING; smaller numbers are worse.
        log?(.init(isError: level < 4, text: text))
    }

    /// A broker has answered.
    func recover() {
        state.withLock { $0.allBrokersAreDown = false }
    }
}

/// Receives what librdkafka has to say, on a thread of librdkafka's or of a client's.
public typealias KafkaLog = @Sendable (KafkaLogLine) -> Void

/// Something that librdkafka says for people.
public struct KafkaLogLine: Sendable, Equatable {
    /// Whether it is more than a remark.
    public let isError: Bool
    /// What it says.
    public let text: String
}
