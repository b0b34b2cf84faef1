/// A remote write request cannot be taken, nor any part of it.
public enum RemoteWriteError: Error, Equatable, CustomStringConvertible {
    /// A header asks for something that is not understood.
    case unsupported(header: String, value: String)
    /// The request has `count` of `what` where `limit` are allowed.
    case tooLarge(what: String, count: Int, limit: Int)
    /// The body is not what its headers say.
    case malformed(reason: String)

    /// What was found, in a sentence.
    public var description: String {
        switch self {
        case .unsupported(let header, let value): "\(header) \"\(value)\" is not supported"
        case .tooLarge(let what, let count, let limit): "\(count) \(what) in a request, where \(limit) are allowed"
        case .malformed(let reason): "not a remote write request: \(reason)"
        }
    }
}
