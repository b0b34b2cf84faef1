internal import Glibc

/// A directory below `/proc` or `/sys` that is listed again and again.
public struct KernelDirectory: ~Copyable {
    /// Where the directory is, root included.
    public let path: String
    private var stream: OpaquePointer?

    /// Names a directory; nothing is opened yet.
    public init(_ path: String) {
        self.path = path
    }

    deinit {
        if let stream { _ = closedir(stream) }
    }

    /// Calls `body` with the name of each entry but `.` and `..`, in the kernel's order.
    ///
    /// - Throws: ``ProcFSError/absent(path:)`` when there is no such directory, else
    ///   ``ProcFSError/unreadable(path:errno:)``.
    public mutating func forEachEntry(_ body: (KernelText) -> Void) throws(ProcFSError) {
        let wasOpen = stream != nil
        if let stream {
            rewinddir(stream)
        } else {
            stream = path.withCString { opendir($0) }
        }
        guard let stream else {
            let code = errno
            throw code == ENOENT || code == ENODEV || code == ENOTDIR
                ? .absent(path: path) : .unreadable(path: path, errno: code)
        }
        errno = 0
        while let entry = readdir(stream) {
            // `d_name` is an array inside the entry, which belongs to the stream until the next `readdir`.
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { continue }
            let name = UnsafeRawPointer(entry).advanced(by: offset)
            let length = strlen(name.assumingMemoryBound(to: CChar.self))
            let text = KernelText(
                UnsafeBufferPointer(start: name.assumingMemoryBound(to: UInt8.self), count: length)
            )
            if text == "." || text == ".." { continue }
            body(text)
        }
        if !wasOpen, isScarce(dirfd(stream)) {
            _ = closedir(stream)
            self.stream = nil
        }
    }
}
