import Foundation

/// A CSV file that grows by whole lines, so that whoever follows it never sees half of one.
public struct RowFile: Sendable {
    /// Where the file is, as messages name it.
    public let path: String
    private let handle: FileHandle

    /// Makes `path` anew, or empties it, and writes a first line.
    ///
    /// - Throws: ``RowFileError`` when the file cannot be made or written.
    public init(path: String, header: String) throws(RowFileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RowFileError(path: path, reason: String(cString: strerror(errno)))
        }
        try self.init(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), path: path, header: header)
    }

    /// Writes to the program's standard output.
    ///
    /// - Throws: ``RowFileError`` when the first line cannot be written.
    public static func standardOutput(header: String) throws(RowFileError) -> RowFile {
        try RowFile(.standardOutput, path: "the standard output", header: header)
    }

    private init(_ handle: FileHandle, path: String, header: String) throws(RowFileError) {
        (self.handle, self.path) = (handle, path)
        try append(header)
    }

    /// Writes a line and its end in one call; the system has it when this returns.
    ///
    /// - Throws: ``RowFileError`` when the system refuses.
    public func append(_ line: String) throws(RowFileError) {
        do {
            try handle.write(contentsOf: Data("\(line)\n".utf8))
        } catch {
            throw RowFileError(path: path, reason: "\(error)")
        }
    }
}

/// Rows could not be written to a file.
public struct RowFileError: Error, Equatable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// Why the system refused.
    public var reason: String

    /// What was attempted and what was found, in a sentence.
    public var description: String { "cannot write rows to \(path): \(reason)" }
}
