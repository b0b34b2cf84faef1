import Foundation

/// The fields and files of a form, to be posted (`multipart/form-data`, RFC 7578).
public struct MultipartBody: Sendable {
    private enum Part: Sendable {
        case bytes([UInt8])
        case file(path: String, count: Int)
    }

    /// What goes into the header `Content-Type`.
    public let contentType: String
    private let boundary: String
    private var parts: [Part] = []

    /// An empty form.
    public init() {
        // Random, so that no content can hold it by intention.
        boundary = "form-\(UInt64.random(in: .min ... .max))-\(UInt64.random(in: .min ... .max))"
        contentType = "multipart/form-data; boundary=\(boundary)"
    }

    /// The whole form, whose files are read while it is sent.
    public var upload: HTTPUpload {
        let parts = parts + [.bytes(end)]
        let count = parts.reduce(0) { sum, part in
            switch part {
            case .bytes(let bytes): sum + bytes.count
            case .file(_, let count): sum + count
            }
        }
        return HTTPUpload(Pieces(parts: parts), count: count)
    }

    private var end: [UInt8] { Array("--\(boundary)--\r\n".utf8) }

    /// Adds a plain field.
    ///
    /// - Parameters:
    ///   - name: The field, without quotes and line ends.
    ///   - text: Its value.
    public mutating func append(field name: String, _ text: String) {
        append("Content-Disposition: form-data; name=\"\(name)\"\r\n", .bytes(Array(text.utf8)))
    }

    /// Adds a file.
    ///
    /// - Parameters:
    ///   - name: The field, without quotes and line ends.
    ///   - fileName: What the file is called, likewise.
    ///   - type: Its media type.
    ///   - bytes: What it holds.
    public mutating func append(file name: String, fileName: String, type: String, _ bytes: [UInt8]) {
        append(Self.head(name, fileName, type), .bytes(bytes))
    }

    /// Adds a file of this machine, which keeps its size until the form has been sent.
    ///
    /// - Parameters:
    ///   - name: The field, without quotes and line ends.
    ///   - path: Where the file is; its name, likewise, is what it is called.
    ///   - type: Its media type.
    /// - Throws: ``HTTPFileError`` when the file is not there.
    public mutating func append(file name: String, path: String, type: String) throws(HTTPFileError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw HTTPFileError(path: path, errno: errno) }
        let fileName = path.split(separator: "/").last.map { String($0) } ?? path
        append(Self.head(name, fileName, type), .file(path: path, count: Int(status.st_size)))
    }

    private static func head(_ name: String, _ fileName: String, _ type: String) -> String {
        "Content-Disposition: form-data; name=\"\(name)\"; filename=\"\(fileName)\"\r\nContent-Type: \(type)\r\n"
    }

    private mutating func append(_ head: String, _ part: Part) {
        parts += [.bytes(Array("--\(boundary)\r\n\(head)\r\n".utf8)), part, .bytes([13, 10])]
    }

    /// The bytes of some parts, files in pieces.
    private struct Pieces: AsyncSequence, Sendable {
        let parts: [Part]

        struct Iterator: AsyncIteratorProtocol {
            private static let pieceBytes = 256 << 10
            var parts: ArraySlice<Part>
            var file: (handle: FileHandle, path: String)?

            mutating func next() async throws -> [UInt8]? {
                while true {
                    if let (handle, path) = file {
                        let piece: Data?
                        do {
                            piece = try handle.read(upToCount: Self.pieceBytes)
                        } catch {
                            throw HTTPFileError(path: path, errno: EIO)
                        }
                        if let piece, !piece.isEmpty { return Array(piece) }
                        file = nil
                    }
                    switch parts.popFirst() {
                    case nil: return nil
                    case .bytes(let bytes)?: return bytes
                    case .file(let path, _)?:
                        guard let handle = FileHandle(forReadingAtPath: path) else {
                            throw HTTPFileError(path: path, errno: errno)
                        }
                        file = (handle, path)
                    }
                }
            }
        }

        func makeAsyncIterator() -> Iterator { Iterator(parts: parts[...]) }
    }
}

/// A file that was to be sent cannot be read.
public struct HTTPFileError: Error, Equatable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What the system says.
    public let errno: Int32

    /// One sentence for people.
    public var description: String { "\(path) cannot be sent: \(String(cString: strerror(errno)))" }
}
