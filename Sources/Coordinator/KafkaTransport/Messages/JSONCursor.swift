internal import DecimalText

/// Walks over the bytes of one JSON text and copies nothing.
///
/// What stands without quotes (numbers, `true`, and the `nan` that MLO-V2 writes) is one kind of token, a bare word.
/// Nesting costs no stack.
struct JSONCursor {
    /// One value, as the range of its bytes.
    enum Token {
        /// What stands between the quotes, still escaped.
        case string(Range<Int>, isEscaped: Bool)
        /// With its braces.
        case object(Range<Int>)
        /// With its brackets.
        case array(Range<Int>)
        /// Anything without quotes.
        case word(Range<Int>)
    }

    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The next byte that is not space, which is not consumed; 0 at the end.
    @inline(__always)
    mutating func peek() -> UInt8 {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return 0
    }

    /// Consumes `byte` if it comes next.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte, position < bytes.count else { return false }
        position += 1
        return true
    }

    /// Consumes `byte`, which must come next.
    @inline(__always)
    mutating func expect(_ byte: UInt8, _ expected: StaticString) throws(MessageError) {
        guard take(byte) else { throw MessageError(expected, at: position) }
    }

    /// Nothing but space may follow.
    mutating func expectEnd() throws(MessageError) {
        guard peek() == 0, position == bytes.count else { throw MessageError("the end", at: position) }
    }

    /// Consumes a string; returns what stands between the quotes.
    @inline(__always)
    mutating func string(_ expected: StaticString) throws(MessageError) -> (Range<Int>, isEscaped: Bool) {
        try expect(UInt8(ascii: "\""), expected)
        let start = position
        var isEscaped = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return (start..<position - 1, isEscaped)
            }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                position += 1
            }
            position += 1
        }
        position = bytes.count
        throw MessageError("a closing quote", at: position)
    }

    /// Consumes any value.
    @inline(__always)
    mutating func value() throws(MessageError) -> Token {
        switch peek() {
        case UInt8(ascii: "\""):
            let (range, isEscaped) = try string("a string")
            return .string(range, isEscaped: isEscaped)
        case UInt8(ascii: "{"): return .object(try nested())
        case UInt8(ascii: "["): return .array(try nested())
        default: return .word(try word())
        }
    }

    /// Consumes a bare word.
    mutating func word() throws(MessageError) -> Range<Int> {
        _ = peek()
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: "\""),
                UInt8(ascii: "{"), UInt8(ascii: "["), 0...0x20:
                guard position > start else { throw MessageError("a value", at: start) }
                return start..<position
            default: position += 1
            }
        }
        guard position > start else { throw MessageError("a value", at: start) }
        return start..<position
    }

    /// Consumes an object or an array with all that is in it.
    private mutating func nested() throws(MessageError) -> Range<Int> {
        let start = position
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): _ = try string("a string")
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
                if depth == 0 { return start..<position }
            default: position += 1
            }
        }
        throw MessageError("a closing bracket", at: position)
    }

    /// Whether the bytes of `range` are those of `text`.
    @inline(__always)
    func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// The bytes of `range`.
    @inline(__always)
    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[range])
    }
}
