/// Bytes could not be compressed or decompressed.
public enum SnappyError: Error, Equatable, CustomStringConvertible {
    /// A block declares `count` bytes where `limit` are allowed.
    case tooLarge(count: Int, limit: Int)
    /// These many bytes are no snappy block.
    case malformed(byteCount: Int)

    /// What was found, in a sentence.
    public var description: String {
        switch self {
        case .tooLarge(let count, let limit): "a snappy block of \(count) bytes, where \(limit) are allowed"
        case .malformed(let byteCount): "\(byteCount) bytes that are no snappy block"
        }
    }
}
