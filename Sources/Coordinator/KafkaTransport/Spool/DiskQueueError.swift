internal import Glibc

/// Messages could not be put on disk, or read from it.
public enum DiskQueueError: Error, Equatable, CustomStringConvertible {
    /// The system refused `operation` on `path`, with this `errno`.
    case failed(operation: String, path: String, errno: Int32)
    /// A batch is larger than the whole queue may become.
    case tooLarge(bytes: Int, limit: Int)
    /// What is on disk is not what was written.
    case damaged(path: String, offset: Int)

    /// One sentence for people.
    public var description: String {
        switch self {
        case .failed(let operation, let path, let errno): "\(operation) \(path): \(String(cString: strerror(errno)))"
        case .tooLarge(let bytes, let limit): "a batch of \(bytes) bytes does not fit into a queue of \(limit)"
        case .damaged(let path, let offset): "\(path) is damaged at byte \(offset)"
        }
    }
}
