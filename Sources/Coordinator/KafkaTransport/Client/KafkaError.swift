internal import CRDKafka

/// Something did not work out with Kafka.
public enum KafkaError: Error, Equatable, Sendable {
    /// librdkafka does not take `value` for `property`.
    case setting(property: String, value: String, reason: String)
    /// A call to librdkafka failed; `name` is its name of the error, such as `_TRANSPORT`.
    case failed(operation: String, name: String, reason: String)
    /// As many messages wait for the broker as memory is allowed for.
    case queueFull(waiting: Int)
    /// Messages were not acknowledged: `count` of `total`, the first one for `reason`.
    case undelivered(count: Int, total: Int, name: String, reason: String)
    /// The client has been closed.
    case closed
}

extension KafkaError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .setting(let property, let value, let reason): "Kafka setting \(property)=\(value): \(reason)"
        case .failed(let operation, let name, let reason): "Kafka \(operation) failed: \(reason) (\(name))"
        case .queueFull(let waiting): "Kafka's send queue is full: \(waiting) messages wait for the broker"
        case .undelivered(let count, let total, let name, let reason):
            "\(count) of \(total) messages were not acknowledged: \(reason) (\(name))"
        case .closed: "the Kafka client has been closed"
        }
    }
}

extension KafkaError {
    static func failed(_ operation: String, _ code: rd_kafka_resp_err_t, reason: String? = nil) -> KafkaError {
        .failed(operation: operation, name: code.name, reason: reason ?? code.reason)
    }
}

/// Turns a status of librdkafka into an error.
func check(_ operation: String, _ code: rd_kafka_resp_err_t) throws(KafkaError) {
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
        throw .failed(operation, code)
    }
}

extension rd_kafka_resp_err_t {
    var name: String { String(cString: rd_kafka_err2name(self)) }
    var reason: String { String(cString: rd_kafka_err2str(self)) }

    /// Whether the same message can never be taken, however often it is sent.
    var isPermanent: Bool {
        switch self {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_MSG, RD_KAFKA_RESP_ERR_INVALID_RECORD,
            RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
            true
        default: false
        }
    }
}
