internal import Glibc

/// Reads the lines of a file that somebody else is writing, each when it is whole.
///
/// The file may be cut or replaced by another one of the same name: then reading begins again at its beginning.
public struct GrowingFile: Sendable {
    /// A file could not be read.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        /// The system refused, with this `errno`.
        case unreadable(path: String, errno: Int32)
        /// A line has more bytes than are allowed.
        case endlessLine(path: String, limit: Int)

        /// One sentence for people.
        public var description: String {
            switch self {
            case .unreadable(let path, let errno): "\(path): \(String(cString: strerror(errno)))"
            case .endlessLine(let path, let limit): "\(path): a line has more than \(limit) bytes"
            }
        }
    }

    /// Where the file is.
    public let path: String
    private var inode: ino_t = 0
    private var offset: Int64 = 0
    /// The beginning of a line whose end has not been written yet.
    private var rest: [UInt8] = []
    private let lineLimit: Int

    /// Names a file; it is opened when it is read.
    public init(path: String, lineLimit: Int = 1 << 20) {
        self.path = path
        self.lineLimit = lineLimit
    }

    /// The lines that have become whole since the last call, without their ends (`\n` or `\r\n`); about a megabyte at most.
    ///
    /// - Throws: ``Failure``; nothing is lost, the next call tries again.
    public mutating func newLines() throws(Failure) -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, errno: errno) }
        if status.st_ino != inode || Int64(status.st_size) < offset {
            (inode, offset, rest) = (status.st_ino, 0, [])
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        let count = pread(descriptor, &chunk, chunk.count, off_t(offset))
        guard count >= 0 else { throw .unreadable(path: path, errno: errno) }
        offset += Int64(count)
        return try lines(chunk[..<count])
    }

    private mutating func lines(_ chunk: ArraySlice<UInt8>) throws(Failure) -> [String] {
        var lines: [String] = []
        var start = chunk.startIndex
        while let end = chunk[start...].firstIndex(of: 0x0A) {
            rest += chunk[start..<end]
            if rest.last == 0x0D { rest.removeLast() }
            lines.append(String(decoding: rest, as: UTF8.self))
            rest.removeAll(keepingCapacity: true)
            start = end + 1
        }
        rest += chunk[start...]
        guard rest.count <= lineLimit else {
            rest.removeAll()
            throw .endlessLine(path: path, limit: lineLimit)
        }
        return lines
    }
}
