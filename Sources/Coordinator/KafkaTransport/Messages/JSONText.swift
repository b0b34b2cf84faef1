/// The text of a JSON string: unescaped when read, escaped when written.
enum JSONText {
    /// The text between the quotes, with its escapes resolved; what is not UTF-8 becomes U+FFFD.
    static func string(_ bytes: UnsafeBufferPointer<UInt8>, isEscaped: Bool, at offset: Int) throws(MessageError)
        -> String
    {
        guard isEscaped else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        try unescape(bytes, at: offset, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the bytes that the escaped `bytes` stand for.
    static func unescape(
        _ bytes: UnsafeBufferPointer<UInt8>,
        at offset: Int,
        into text: inout [UInt8]
    ) throws(MessageError) {
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "\\") else {
                text.append(bytes[position])
                position += 1
                continue
            }
            guard position + 1 < bytes.count else { throw MessageError("an escape", at: offset + position) }
            switch bytes[position + 1] {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "u"):
                let (scalar, length) = try scalar(bytes, position, offset)
                text.append(contentsOf: Character(scalar).utf8)
                position += length
                continue
            case let other
            where other == UInt8(ascii: "\"") || other == UInt8(ascii: "\\") || other == UInt8(ascii: "/"):
                text.append(other)
            default: throw MessageError("an escape", at: offset + position)
            }
            position += 2
        }
    }

    /// The character at a `\u`, perhaps of two halves; half a pair becomes U+FFFD.
    private static func scalar(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ position: Int,
        _ offset: Int
    ) throws(MessageError) -> (Unicode.Scalar, length: Int) {
        let first = try unit(bytes, position, offset)
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        let next = position + 6
        if first < 0xDC00, next + 1 < bytes.count, bytes[next] == UInt8(ascii: "\\"),
            bytes[next + 1] == UInt8(ascii: "u")
        {
            let second = try unit(bytes, next, offset)
            if second >= 0xDC00, second < 0xE000 {
                let value = 0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00)
                return (Unicode.Scalar(value) ?? "\u{FFFD}", 12)
            }
        }
        return ("\u{FFFD}", 6)
    }

    private static func unit(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ position: Int,
        _ offset: Int
    ) throws(MessageError) -> UInt16 {
        var value: UInt16 = 0
        guard position + 6 <= bytes.count else { throw MessageError("four hexadecimal digits", at: offset + position) }
        for digit in bytes[position + 2..<position + 6] {
            let number: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): number = digit - UInt8(ascii: "A") + 10
            default: throw MessageError("four hexadecimal digits", at: offset + position)
            }
            value = value << 4 | UInt16(number)
        }
        return value
    }

    /// Appends `text` between quotes, escaped as Go's `json.Marshal` does it.
    ///
    /// That is: `<`, `>` and `&` as `\u003c`, `\u003e` and `\u0026`, other control characters as `\u00xx` except for line
    /// feed, return and tab, and U+2028 and U+2029 escaped, too.
    static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: #"\""#.utf8)
            case "\\": bytes.append(contentsOf: #"\\"#.utf8)
            case "\n": bytes.append(contentsOf: #"\n"#.utf8)
            case "\r": bytes.append(contentsOf: #"\r"#.utf8)
            case "\t": bytes.append(contentsOf: #"\t"#.utf8)
            case "<", ">", "&", "\u{0}"..."\u{1F}", "\u{2028}", "\u{2029}":
                bytes.append(contentsOf: #"\u"#.utf8)
                for shift in [12, 8, 4, 0] {
                    let digit = Int(scalar.value >> UInt32(shift)) & 15
                    bytes.append("0123456789abcdef".utf8[digit])
                }
            default:
                if scalar.isASCII {
                    bytes.append(UInt8(truncatingIfNeeded: scalar.value))
                } else {
                    bytes.append(contentsOf: String(scalar).utf8)
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension String.UTF8View {
    fileprivate subscript(offset: Int) -> UInt8 { self[index(startIndex, offsetBy: offset)] }
}
