/// Turns the bytes of a connection into requests; does no I/O.
///
/// HTTP/1.1 of RFC 9112, without what no scraper sends: chunked bodies and line folding are refused.
public struct RequestParser: Sendable {
    /// What can be done with the bytes so far.
    public enum Step: Equatable, Sendable {
        /// Nothing yet.
        case wait
        /// This request is complete; its bytes are consumed.
        case request(HTTPRequest)
        /// The bytes are no request that is served here: answer this status and hang up.
        case refuse(status: Int, reason: String)
    }

    private let limits: ServerLimits
    private var buffer: [UInt8] = []
    /// Up to where no end of headers was found, so that a slow sender does not make the search quadratic.
    private var searched = 0

    /// Makes a parser that keeps to `limits`.
    public init(_ limits: ServerLimits) {
        self.limits = limits
    }

    /// Whether bytes are there that are no request yet.
    public var isWithinRequest: Bool { !buffer.isEmpty }

    /// Takes bytes from the connection.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        buffer.append(contentsOf: bytes)
    }

    /// Looks for a request at the beginning of the bytes so far.
    public mutating func next() -> Step {
        skipEmptyLines()
        guard let headEnd = findHeadEnd() else {
            return buffer.count > limits.headerBytes
                ? .refuse(status: 431, reason: "request line and headers exceed \(limits.headerBytes) bytes") : .wait
        }
        guard headEnd <= limits.headerBytes else {
            return .refuse(status: 431, reason: "request line and headers exceed \(limits.headerBytes) bytes")
        }
        var lines = buffer[..<headEnd].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        guard let first = lines.popFirst(), var request = RequestParser.requestLine(first.withoutReturn) else {
            return .refuse(status: 400, reason: "the first line is not `METHOD path HTTP/1.1`")
        }
        for line in lines {
            let line = line.withoutReturn
            if line.isEmpty { continue }
            guard let header = RequestParser.header(line) else {
                return .refuse(status: 400, reason: "a header line is not `Name: value`")
            }
            request.headers.append(header)
        }
        guard request.headers.count <= limits.headerCount else {
            return .refuse(status: 431, reason: "more than \(limits.headerCount) header lines")
        }
        return finish(&request, headEnd: headEnd)
    }

    private mutating func finish(_ request: inout HTTPRequest, headEnd: Int) -> Step {
        if request.header("transfer-encoding") != nil {
            return .refuse(status: 411, reason: "a body needs a Content-Length")
        }
        var length = 0
        let lengths = request.headers.filter { $0.name == "content-length" }
        if let first = lengths.first {
            guard
                lengths.allSatisfy({ $0.value == first.value }),
                first.value.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
                let value = Int(first.value)
            else {
                return .refuse(status: 400, reason: "Content-Length is not one number")
            }
            length = value
        }
        guard length <= limits.bodyBytes else {
            return .refuse(status: 413, reason: "the body exceeds \(limits.bodyBytes) bytes")
        }
        guard buffer.count - headEnd >= length else { return .wait }
        request.body = Array(buffer[headEnd..<(headEnd + length)])
        if let connection = request.header("connection")?.lowercased() {
            request.keepsAlive = connection == "keep-alive" || (request.keepsAlive && connection != "close")
        }
        buffer.removeFirst(headEnd + length)
        searched = 0
        return .request(request)
    }

    /// Empty lines before a request are to be ignored (RFC 9112, section 2.2).
    private mutating func skipEmptyLines() {
        let count = buffer.prefix { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }.count
        guard count > 0 else { return }
        buffer.removeFirst(count)
        searched = 0
    }

    /// The index behind the empty line that ends the headers.
    private mutating func findHeadEnd() -> Int? {
        var index = max(searched - 3, 0)
        while index < buffer.count {
            if buffer[index] == UInt8(ascii: "\n") {
                if index + 1 < buffer.count, buffer[index + 1] == UInt8(ascii: "\n") { return index + 2 }
                if index + 2 < buffer.count, buffer[index + 1] == UInt8(ascii: "\r"),
                    buffer[index + 2] == UInt8(ascii: "\n")
                {
                    return index + 3
                }
            }
            index += 1
        }
        searched = buffer.count
        return nil
    }

    private static func requestLine(_ line: ArraySlice<UInt8>) -> HTTPRequest? {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard
            parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy({ $0 >= 0x41 && $0 <= 0x5a }),
            parts[1].first == UInt8(ascii: "/"), parts[1].allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            parts[2].elementsEqual("HTTP/1.1".utf8) || parts[2].elementsEqual("HTTP/1.0".utf8)
        else {
            return nil
        }
        let pieces = parts[1].split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = percentDecoded(pieces[0]) else { return nil }
        var query: [(name: String, value: String)] = []
        for pair in (pieces.count > 1 ? pieces[1] : []).split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = percentDecoded(sides[0]), let value = percentDecoded(sides.count > 1 ? sides[1] : [])
            else {
                return nil
            }
            query.append((name, value))
        }
        return HTTPRequest(
            method: String(decoding: parts[0], as: UTF8.self),
            target: String(decoding: parts[1], as: UTF8.self),
            path: path,
            query: query,
            headers: [],
            body: [],
            keepsAlive: parts[2].last == UInt8(ascii: "1")
        )
    }

    private static func header(_ line: ArraySlice<UInt8>) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
        let name = line[..<colon]
        guard name.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), !line.contains(0) else { return nil }
        var value = line[(colon + 1)...]
        while let first = value.first, first == 0x20 || first == 0x09 { value.removeFirst() }
        while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
        return (String(decoding: name, as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self))
    }
}

extension ArraySlice<UInt8> {
    /// The line without the carriage return at its end.
    fileprivate var withoutReturn: ArraySlice<UInt8> {
        last == UInt8(ascii: "\r") ? dropLast() : self
    }
}
