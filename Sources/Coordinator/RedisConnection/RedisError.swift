/// A command did not get its answer from Redis.
public enum RedisError: Error, Equatable {
    /// No connection to `address` came about.
    case unreachable(address: String, reason: String)
    /// The connection to `address` broke, or was silent for too long, while `command` was under way.
    case disconnected(address: String, command: String, reason: String)
    /// The server answered `command` with an error.
    case refused(command: String, message: String)
    /// The server answered `command` with something else than it promises.
    case unexpected(command: String, expected: String, found: String)
}

extension RedisError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .unreachable(let address, let reason): "\(address): no connection to Redis: \(reason)"
        case .disconnected(let address, let command, let reason):
            "\(address): the connection to Redis broke during \(command): \(reason)"
        case .refused(let command, let message): "Redis refused \(command): \(message)"
        case .unexpected(let command, let expected, let found):
            "Redis answered \(command) with \(found), where \(expected) was expected"
        }
    }
}
