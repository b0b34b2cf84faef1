import DecimalText
import MetricModel

/// A place in one line of a page; the line's memory is lent for as long as the page is being read.
struct LineCursor {
    private let text: UnsafeBufferPointer<UInt8>
    private let line: Int
    private var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>, line: Int) {
        self.text = text
        self.line = line
    }

    var isAtEnd: Bool { position == text.count }

    var isAtWord: Bool { position < text.count && !Self.isBlank(text[position]) }

    func isAt(_ byte: UInt8) -> Bool {
        position < text.count && text[position] == byte
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard isAt(byte) else { return false }
        position += 1
        return true
    }

    mutating func skipBlanks() {
        while position < text.count, Self.isBlank(text[position]) { position += 1 }
    }

    /// The bytes up to the next blank, which may be none.
    mutating func word() -> UnsafeBufferPointer<UInt8> {
        let start = position
        while position < text.count, !Self.isBlank(text[position]) { position += 1 }
        return UnsafeBufferPointer(rebasing: text[start..<position])
    }

    /// The bytes that may be part of a metric's name.
    mutating func nameBytes() -> UnsafeBufferPointer<UInt8> {
        let start = position
        while position < text.count, Self.isNameByte(text[position]) { position += 1 }
        return UnsafeBufferPointer(rebasing: text[start..<position])
    }

    mutating func metricName() throws(ExpositionError) -> MetricName {
        skipBlanks()
        return try validated(nameBytes())
    }

    func validated(_ name: UnsafeBufferPointer<UInt8>) throws(ExpositionError) -> MetricName {
        guard let name = MetricName(validating: String(decoding: name, as: UTF8.self)) else {
            throw error(
                expected: "the name of a metric",
                found: name.isEmpty ? rest : String(decoding: name, as: UTF8.self)
            )
        }
        return name
    }

    /// What stands between braces, if they are there.
    mutating func labels() throws(ExpositionError) -> Labels {
        skipBlanks()
        guard skip(UInt8(ascii: "{")) else { return Labels() }
        var labels: [Label] = []
        skipBlanks()
        while !skip(UInt8(ascii: "}")) {
            let start = position
            let bytes = nameBytes()
            guard let name = LabelName(validating: String(decoding: bytes, as: UTF8.self)) else {
                throw error(expected: "the name of a label or '}'", from: start)
            }
            skipBlanks()
            guard skip(UInt8(ascii: "=")) else { throw error(expected: "'=' after the name of a label") }
            skipBlanks()
            guard skip(UInt8(ascii: "\"")) else { throw error(expected: "a label's value in double quotes") }
            labels.append(Label(name, try quoted()))
            skipBlanks()
            guard skip(UInt8(ascii: ",")) || isAt(UInt8(ascii: "}")) else {
                throw error(expected: "',' or '}' after a label")
            }
            skipBlanks()
        }
        guard let sorted = Labels(validating: labels) else { throw error(expected: "each label once", from: 0) }
        return sorted
    }

    /// A number, or one of the words that stand for what is not a number.
    mutating func value() throws(ExpositionError) -> Double {
        let start = position
        let word = self.word()
        if let number = DecimalText.number(word) { return number }
        switch String(decoding: word.prefix(10), as: UTF8.self).lowercased() {
        case "nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: throw error(expected: "a number", from: start)
        }
    }

    mutating func milliseconds() throws(ExpositionError) -> Int64 {
        let start = position
        guard let milliseconds = DecimalText.integer(word()) else {
            throw error(expected: "a time stamp in milliseconds", from: start)
        }
        return milliseconds
    }

    /// Seconds with a fraction, to the nearest millisecond.
    mutating func seconds() throws(ExpositionError) -> Int64 {
        let start = position
        guard let seconds = DecimalText.number(word()), let milliseconds = Int64(exactly: (seconds * 1_000).rounded())
        else {
            throw error(expected: "a time stamp in seconds", from: start)
        }
        return milliseconds
    }

    /// The rest of the line, unescaped.
    mutating func help(quotes: Bool) throws(ExpositionError) -> String {
        let start = position
        position = text.count
        return try unescaped(start..<position, quotes: quotes)
    }

    func error(expected: String) -> ExpositionError {
        error(expected: expected, found: rest)
    }

    func error(expected: String, from start: Int) -> ExpositionError {
        error(expected: expected, found: excerpt(from: start))
    }

    func error(expected: String, found: String) -> ExpositionError {
        .malformed(line: line, expected: expected, found: String(found.prefix(60)))
    }

    private var rest: String { excerpt(from: position) }

    private func excerpt(from start: Int) -> String {
        String(decoding: text[start...].prefix(60), as: UTF8.self)
    }

    /// What stands before the next double quote that is not escaped.
    private mutating func quoted() throws(ExpositionError) -> String {
        let start = position
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                position += 1
                return try unescaped(start..<position - 1, quotes: true)
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        position = text.count
        throw error(expected: "a double quote at the end of a label's value", from: start)
    }

    private func unescaped(_ range: Range<Int>, quotes: Bool) throws(ExpositionError) -> String {
        let raw = UnsafeBufferPointer(rebasing: text[range])
        let string: String?
        if raw.contains(UInt8(ascii: "\\")) {
            string = String(validating: unescaped(raw, quotes: quotes), as: UTF8.self)
        } else {
            string = String(validating: raw, as: UTF8.self)
        }
        guard let string else { throw error(expected: "text in UTF-8", from: range.lowerBound) }
        return string
    }

    private func unescaped(_ raw: UnsafeBufferPointer<UInt8>, quotes: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in raw {
            switch (isEscaped, byte) {
            case (false, UInt8(ascii: "\\")):
                isEscaped = true
                continue
            case (true, UInt8(ascii: "n")): bytes.append(UInt8(ascii: "\n"))
            case (true, UInt8(ascii: "\\")): bytes.append(byte)
            case (true, UInt8(ascii: "\"")) where quotes: bytes.append(byte)
            case (true, _): bytes += [UInt8(ascii: "\\"), byte]
            case (false, _): bytes.append(byte)
            }
            isEscaped = false
        }
        if isEscaped { bytes.append(UInt8(ascii: "\\")) }
        return bytes
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"): true
        default: false
        }
    }
}
