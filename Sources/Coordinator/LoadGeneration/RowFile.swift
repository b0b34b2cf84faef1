import Foundation

/// A CSV file that grows by whole lines, so that whoever follows it never sees half of one.
public struct RowFile: Sendable {
    private let handle: FileHandle

    /// Makes `path` anew with a first line.
    ///
    /// - Parameter header: The first line; `nil` leaves it out.
    /// - Throws: ``RowFileError`` when the file cannot be made or written.
    public init(path: String, header: String?) throws(RowFileError) {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw RowFileError(path: path, reason: String(cString: strerror(errno)))
        }
        self.handle = handle
        self.path = path
        if let header {
            try append(header)
        }
    }

    /// Where the file is.
    public let path: String

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
