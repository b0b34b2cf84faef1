import CHiredis

/// What Redis answered to one command.
enum RedisReply: Equatable {
    case none
    case status(String)
    case integer(Int64)
    case bytes([UInt8])
    case array([RedisReply])
    case error(String)

    /// Copies an answer that hiredis owns.
    init(_ reply: borrowing redisReply) {
        let text = UnsafeBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len)
        let bytes = text.map { UInt8(bitPattern: $0) }
        switch reply.type {
        case REDIS_REPLY_STRING: self = .bytes(bytes)
        case REDIS_REPLY_STATUS: self = .status(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .error(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
        case REDIS_REPLY_ARRAY:
            let elements = UnsafeBufferPointer(start: reply.element, count: reply.element == nil ? 0 : reply.elements)
            self = .array(elements.map { $0.map { RedisReply($0.pointee) } ?? .none })
        default: self = .none
        }
    }

    /// The kind of answer in a word, for messages.
    var kind: String {
        switch self {
        case .none: "nothing"
        case .status(let text): "status \(text)"
        case .integer(let number): "integer \(number)"
        case .bytes(let bytes): "\(bytes.count) bytes"
        case .array(let elements): "\(elements.count) elements"
        case .error(let message): "error \(message)"
        }
    }
}
