/// A file of the kernel could not be read, or did not say what its manual page promises.
public enum ProcFSError: Error, Equatable {
    /// The kernel refused `path` with this `errno`.
    case unreadable(path: String, errno: Int32)
    /// `path` holds something other than `expected`.
    case malformed(path: String, expected: String, found: String)
    /// The machine does not have what `path` describes.
    case absent(path: String)

    /// A parser's error: it knows which file the text should have come from, not under which root it was read.
    static func malformed(_ file: StaticString, expected: StaticString, found: KernelText) -> ProcFSError {
        .malformed(path: "\(file)", expected: "\(expected)", found: found.prefix(80).string)
    }
}
