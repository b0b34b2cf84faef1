internal import DecimalText

/// Where the parts of a measurement message stand in its bytes.
package struct MeasurementFrame {
    /// A text: between quotes, still escaped, or a bare word.
    package struct Text {
        /// Its bytes, without quotes.
        package let range: Range<Int>
        /// Whether it has escapes.
        package let isEscaped: Bool

        /// The text, with its escapes resolved.
        package func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) -> String {
            let slice = UnsafeBufferPointer(rebasing: bytes[range])
            return try JSONText.string(slice, isEscaped: isEscaped, at: range.lowerBound)
        }
    }

    /// What was measured.
    package private(set) var measurement = Text(range: 0..<0, isEscaped: false)
    private var values = 0..<0
    private var tags = 0..<0
    /// The time as it is written, without quotes.
    package private(set) var time = 0..<0
    /// The time, in milliseconds since the Unix epoch.
    package private(set) var timestampMilliseconds: Int64 = 0

    /// Finds the parts.
    package init(_ bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) {
        var cursor = JSONCursor(bytes)
        try cursor.expect(UInt8(ascii: "{"), "an object")
        if !cursor.take(UInt8(ascii: "}")) {
            repeat {
                let (key, _) = try cursor.string("a key")
                try cursor.expect(UInt8(ascii: ":"), "a colon")
                let start = cursor.position
                try take(key, try cursor.value(), cursor, start)
            } while cursor.take(UInt8(ascii: ","))
            try cursor.expect(UInt8(ascii: "}"), "a comma or a closing brace")
        }
        try cursor.expectEnd()
        guard !measurement.range.isEmpty else { throw MessageError("a measurement", at: bytes.count) }
        guard !values.isEmpty else { throw MessageError("values", at: bytes.count) }
        guard !time.isEmpty else { throw MessageError("a time", at: bytes.count) }
    }

    private mutating func take(
        _ key: Range<Int>,
        _ token: JSONCursor.Token,
        _ cursor: JSONCursor,
        _ start: Int
    ) throws(MessageError) {
        if cursor.matches(key, "measurement") {
            guard case .string(let range, let isEscaped) = token else { throw MessageError("a text", at: start) }
            measurement = Text(range: range, isEscaped: isEscaped)
        } else if cursor.matches(key, "values") {
            guard case .array(let range) = token else { throw MessageError("an array", at: start) }
            values = range
        } else if cursor.matches(key, "tags") {
            guard case .object(let range) = token else { throw MessageError("an object", at: start) }
            tags = range
        } else if cursor.matches(key, "time") {
            switch token {
            case .string(let range, false), .word(let range):
                guard let milliseconds = NumberText.milliseconds(seconds: cursor.slice(range)) else {
                    throw MessageError("seconds since 1970", at: start)
                }
                (time, timestampMilliseconds) = (range, milliseconds)
            default: throw MessageError("seconds since 1970", at: start)
            }
        }
    }

    /// Lends each value as it is written.
    package func forEachValue(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ body: (Range<Int>) -> Void
    ) throws(MessageError) {
        var cursor = JSONCursor(bytes, at: values.lowerBound + 1)
        if cursor.take(UInt8(ascii: "]")) { return }
        repeat {
            let start = cursor.position
            switch try cursor.value() {
            case .word(let range), .string(let range, false):
                guard NumberText.number(cursor.slice(range)) != nil else { throw MessageError("a number", at: start) }
                body(range)
            default: throw MessageError("a number", at: start)
            }
        } while cursor.take(UInt8(ascii: ","))
        try cursor.expect(UInt8(ascii: "]"), "a comma or a closing bracket")
    }

    /// Lends the name and the text of each tag.
    package func forEachTag(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ body: (_ name: Text, _ value: Text) throws(MessageError) -> Void
    ) throws(MessageError) {
        guard !tags.isEmpty else { return }
        var cursor = JSONCursor(bytes, at: tags.lowerBound + 1)
        if cursor.take(UInt8(ascii: "}")) { return }
        repeat {
            let (key, isKeyEscaped) = try cursor.string("a tag's name")
            try cursor.expect(UInt8(ascii: ":"), "a colon")
            let start = cursor.position
            let name = Text(range: key, isEscaped: isKeyEscaped)
            switch try cursor.value() {
            case .word(let range): try body(name, Text(range: range, isEscaped: false))
            case .string(let range, let isEscaped): try body(name, Text(range: range, isEscaped: isEscaped))
            default: throw MessageError("a text", at: start)
            }
        } while cursor.take(UInt8(ascii: ","))
        try cursor.expect(UInt8(ascii: "}"), "a comma or a closing brace")
    }
}
