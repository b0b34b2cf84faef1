internal import DecimalText
package import MetricModel

/// Where the parts of a metric message stand in its bytes; its series is not looked at yet.
package struct MetricFrame {
    /// The object of labels with its braces; empty when there is none.
    package private(set) var labels = 0..<0
    /// The name between its quotes; empty when there is none.
    package private(set) var name = 0..<0
    private var isNameEscaped = false
    /// The value as it is written, without quotes.
    package private(set) var valueText = 0..<0
    /// When it was measured, in milliseconds since the Unix epoch.
    package private(set) var timestampMilliseconds: Int64 = 0
    /// The value.
    package private(set) var value = Double.nan

    /// Finds the parts.
    package init(_ bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) {
        var cursor = JSONCursor(bytes)
        try cursor.expect(UInt8(ascii: "{"), "an object")
        var hasTime = false
        var hasValue = false
        if !cursor.take(UInt8(ascii: "}")) {
            repeat {
                let (key, _) = try cursor.string("a key")
                try cursor.expect(UInt8(ascii: ":"), "a colon")
                let start = cursor.position
                let token = try cursor.value()
                if cursor.matches(key, "labels") {
                    if case .object(let range) = token { labels = range }
                } else if cursor.matches(key, "name") {
                    guard case .string(let range, let isEscaped) = token else {
                        throw MessageError("a name", at: start)
                    }
                    (name, isNameEscaped) = (range, isEscaped)
                } else if cursor.matches(key, "timestamp") {
                    timestampMilliseconds = try Self.milliseconds(token, cursor, start)
                    hasTime = true
                } else if cursor.matches(key, "value") {
                    (value, valueText) = try Self.number(token, cursor, start)
                    hasValue = true
                }
            } while cursor.take(UInt8(ascii: ","))
            try cursor.expect(UInt8(ascii: "}"), "a comma or a closing brace")
        }
        try cursor.expectEnd()
        guard hasTime else { throw MessageError("a timestamp", at: bytes.count) }
        guard hasValue else { throw MessageError("a value", at: bytes.count) }
        guard !labels.isEmpty || !name.isEmpty else { throw MessageError("a name or labels", at: bytes.count) }
    }

    /// The bytes that tell the series from others; messages of one producer have the same bytes for the same series.
    package func seriesKey(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[labels.isEmpty ? name : labels])
    }

    /// The series, with its name checked and its labels sorted.
    package func series(_ bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) -> (MetricName, Labels) {
        var named: String?
        var labels: [Label] = []
        if !self.labels.isEmpty {
            var cursor = JSONCursor(bytes, at: self.labels.lowerBound + 1)
            if !cursor.take(UInt8(ascii: "}")) {
                repeat {
                    let (key, isKeyEscaped) = try cursor.string("a label's name")
                    try cursor.expect(UInt8(ascii: ":"), "a colon")
                    let (value, isEscaped) = try cursor.string("a label's value")
                    let text = try JSONText.string(cursor.slice(value), isEscaped: isEscaped, at: value.lowerBound)
                    let keyText = try JSONText.string(cursor.slice(key), isEscaped: isKeyEscaped, at: key.lowerBound)
                    guard let name = LabelName(validating: keyText) else {
                        throw MessageError("a label's name", at: key.lowerBound)
                    }
                    if name == "__name__" { named = text } else { labels.append(Label(name, text)) }
                } while cursor.take(UInt8(ascii: ","))
                try cursor.expect(UInt8(ascii: "}"), "a comma or a closing brace")
            }
        }
        if named == nil, !name.isEmpty {
            let slice = UnsafeBufferPointer(rebasing: bytes[name])
            named = try JSONText.string(slice, isEscaped: isNameEscaped, at: name.lowerBound)
        }
        guard let named, let metricName = MetricName(validating: named) else {
            throw MessageError("a metric's name", at: name.lowerBound)
        }
        guard let labels = Labels(validating: labels) else {
            throw MessageError("each label once", at: self.labels.lowerBound)
        }
        return (metricName, labels)
    }

    @inline(__always)
    private static func number(
        _ token: JSONCursor.Token,
        _ cursor: JSONCursor,
        _ start: Int
    ) throws(MessageError) -> (Double, Range<Int>) {
        switch token {
        case .string(let range, false), .word(let range):
            guard let value = NumberText.number(cursor.slice(range)) else { throw MessageError("a number", at: start) }
            return (value, range)
        default: throw MessageError("a number", at: start)
        }
    }

    @inline(__always)
    private static func milliseconds(
        _ token: JSONCursor.Token,
        _ cursor: JSONCursor,
        _ start: Int
    ) throws(MessageError) -> Int64 {
        switch token {
        case .string(let range, false), .word(let range):
            let text = cursor.slice(range)
            if let milliseconds = RFC3339.milliseconds(text) { return milliseconds }
            if let milliseconds = NumberText.milliseconds(seconds: text) { return milliseconds }
            throw MessageError("a point in time", at: start)
        default: throw MessageError("a point in time", at: start)
        }
    }
}
