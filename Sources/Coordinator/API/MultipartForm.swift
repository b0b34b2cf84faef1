/// The fields and files of a form, `multipart/form-data` (RFC 7578).
package struct MultipartForm: Equatable {
    /// Forms with more parts are refused.
    package static let largestPartCount = 64

    /// One field or file.
    package struct Part: Equatable {
        /// The name of the field.
        package var name: String
        /// The name that the client gave the file, never to be used as a path.
        ///
        /// `nil` for a plain field.
        package var fileName: String?
        /// The content.
        package var bytes: [UInt8]

        /// The content as text.
        package var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// A form that cannot be read.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        package var reason: String
        package var description: String { "the form cannot be read: \(reason)" }
    }

    /// The parts in their order.
    package private(set) var parts: [Part] = []

    /// The first part with a name, or `nil` when there is none.
    package subscript(name: String) -> Part? { parts.first { $0.name == name } }

    /// Reads a whole body.
    ///
    /// - Parameters:
    ///   - body: The body.
    ///   - contentType: The header field of that name, which holds the boundary.
    /// - Throws: ``Problem`` when the type is another, the boundary is missing, or a part has no end or no name.
    package init(parsing body: [UInt8], contentType: String?) throws(Problem) {
        let delimiter = Array("--\(try Self.boundary(of: contentType))".utf8)
        let blank = Array("\r\n\r\n".utf8)
        guard var place = Self.first(delimiter, in: body, from: 0) else {
            throw Problem(reason: "the boundary does not occur")
        }
        while true {
            place += delimiter.count
            if body[place...].starts(with: Array("--".utf8)) { return }
            guard body[place...].starts(with: Array("\r\n".utf8)) else {
                throw Problem(reason: "a boundary is not followed by the end of its line")
            }
            guard let headEnd = Self.first(blank, in: body, from: place),
                let end = Self.first(Array("\r\n".utf8) + delimiter, in: body, from: headEnd + 2)
            else { throw Problem(reason: "a part has no end") }
            guard parts.count < Self.largestPartCount else {
                throw Problem(reason: "there are more than \(Self.largestPartCount) parts")
            }
            let head = String(decoding: body[place..<headEnd], as: UTF8.self)
            parts.append(try Self.part(head, Array(body[min(headEnd + blank.count, end)..<end])))
            place = end + 2
        }
    }

    private static func boundary(of contentType: String?) throws(Problem) -> String {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data") else {
            throw Problem(reason: "its type is \(contentType ?? "missing"), expected multipart/form-data")
        }
        guard let boundary = parameter("boundary", in: contentType), (1...70).contains(boundary.utf8.count) else {
            throw Problem(reason: "its type names no boundary")
        }
        return boundary
    }

    private static func part(_ head: String, _ bytes: [UInt8]) throws(Problem) -> Part {
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let line, let name = parameter("name", in: String(line)) else {
            throw Problem(reason: "a part has no name")
        }
        return Part(name: name, fileName: parameter("filename", in: String(line)), bytes: bytes)
    }

    /// The value of `; name=value` or `; name="value"`.
    private static func parameter(_ name: String, in header: String) -> String? {
        var rest = header[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let key = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest.removeFirst()
                while let next = rest.popFirst(), next != "\"" {
                    // A backslash only means something before a quote: browsers send Windows paths as they are.
                    if next == "\\", rest.first == "\"" { value.append(rest.removeFirst()) } else { value.append(next) }
                }
            } else {
                value = String(rest.prefix { $0 != ";" && $0 != " " })
                rest = rest.dropFirst(value.count)
            }
            if key == name { return value }
        }
        return nil
    }

    private static func first(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let head = pattern.first, bytes.count >= pattern.count, start >= 0 else { return nil }
        let last = bytes.count - pattern.count
        var place = start
        while place <= last {
            if bytes[place] == head, bytes[place..<place + pattern.count].elementsEqual(pattern) { return place }
            place += 1
        }
        return nil
    }
}
