internal import Glibc

/// A file below `/proc` or `/sys` that is read again and again.
///
/// The descriptor stays open between reads: a `pread` at offset 0 makes the kernel write the text anew, and saves the
/// path lookup, which costs more than many of these files. A file that goes away with its device (`ENODEV` and the
/// like) is opened anew, once a read. Where descriptors are few, those beyond half of them are not kept: the other half is
/// for clients, and for what is opened and closed at once.
public struct KernelFile: ~Copyable {
    /// Where the file is, root included.
    public let path: String
    private let delivery: Delivery
    private var descriptor: Int32 = -1

    /// How the kernel hands a file out.
    public enum Delivery: Sendable {
        /// In one piece: attributes of sysfs and the files whose text is written by one function
        /// (`single_open` in the kernel), so that a read shorter than its buffer was the last.
        case whole
        /// Row by row, a page or so at a time: only an empty read is the end.
        case pieces
        /// The same, where no row has more bytes than this: a read after which one more would have fitted into a page was
        /// the last. It saves a second walk through tables that the kernel walks from the beginning for each read.
        case rows(upTo: Int)

        /// Whether a read of `length` bytes into `room` shows that there is no more.
        func isEnd(_ length: Int, of room: Int) -> Bool {
            switch self {
            case .whole: length < room
            case .pieces: false
            case .rows(let longest): length < min(room, 4_096) - longest
            }
        }
    }

    /// Names a file; nothing is opened yet.
    public init(_ path: String, _ delivery: Delivery = .pieces) {
        self.path = path
        self.delivery = delivery
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// Reads the whole file.
    ///
    /// - Parameter buffer: Where the text goes; an earlier text of the same buffer is overwritten. Whoever reads keeps it
    ///   alive for as long as the text is looked at.
    /// - Throws: ``ProcFSError/absent(path:)`` when there is no such file, else
    ///   ``ProcFSError/unreadable(path:errno:)``.
    public mutating func read(into buffer: ReadBuffer) throws(ProcFSError) -> KernelText {
        let wasOpen = descriptor >= 0
        if !wasOpen { try open() }
        var result = readAll(into: buffer)
        if wasOpen, case .failure(let code) = result, code != EINVAL, code != EAGAIN {
            closeDescriptor()
            try open()
            result = readAll(into: buffer)
        }
        if !wasOpen, isScarce(descriptor) { closeDescriptor() }
        switch result {
        case .success(let count):
            return buffer.text(count: count)
        case .failure(let code):
            throw .unreadable(path: path, errno: code)
        }
    }

    private enum Outcome {
        case success(Int)
        case failure(Int32)
    }

    private mutating func open() throws(ProcFSError) {
        // Passing the string itself would copy it to the heap each time that a file is not there.
        descriptor = path.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor < 0 else { return }
        let code = errno
        throw code == ENOENT || code == ENODEV || code == ENOTDIR
            ? .absent(path: path) : .unreadable(path: path, errno: code)
    }

    /// Gives the descriptor back, for a file that is replaced rather than rewritten; the next read opens it anew.
    public mutating func closeDescriptor() {
        if descriptor >= 0 { _ = close(descriptor) }
        descriptor = -1
    }

    private func readAll(into buffer: ReadBuffer) -> Outcome {
        var count = 0
        while true {
            let room = buffer.room(from: count, minimum: 4_096)
            guard room.count > 0 else { return .success(count) }
            let length = pread(descriptor, room.baseAddress, room.count, off_t(count))
            if length > 0 {
                count += length
                if delivery.isEnd(length, of: room.count) { return .success(count) }
            } else if length == 0 {
                return .success(count)
            } else if errno != EINTR {
                return .failure(errno)
            }
        }
    }
}

/// Whether a descriptor lies in the upper half of those that the process may have; the kernel gives the lowest that is free.
func isScarce(_ descriptor: Int32) -> Bool {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return false }
    return rlim_t(max(0, descriptor)) >= limit.rlim_cur / 2
}
