import DecimalText
import Foundation

/// A place in JSON text that may not have come to its end.
///
/// What cannot be taken is malformed, unless ``hasRunOut`` says that the text ended first: then the place before is to be
/// tried again when more has come.
struct JSONCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position: Int
    /// Whether something was looked for behind the end of the text.
    private(set) var hasRunOut = false

    init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The next byte that is no blank, which stays; `nil` at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            if !Self.isBlank(bytes[position]) { return bytes[position] }
            position += 1
        }
        hasRunOut = true
        return nil
    }

    /// Passes one byte, and blanks before it; `false` when another one is there.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    /// The number that stands here.
    mutating func takeNumber() -> Double? {
        guard peek() != nil else { return nil }
        let start = position
        while position < bytes.count, Self.isNumeric(bytes[position]) { position += 1 }
        guard position < bytes.count else {
            hasRunOut = true
            return nil
        }
        return DecimalText.number(UnsafeBufferPointer(rebasing: bytes[start..<position]))
    }

    /// A sample's value in quotes.
    mutating func takeValue() -> Double? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { position += 1 }
        guard position < bytes.count else {
            hasRunOut = true
            return nil
        }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
        position += 1
        if let number = DecimalText.number(text) { return number }
        switch String(decoding: text, as: UTF8.self) {
        case "NaN": return .nan
        case "+Inf", "Inf": return .infinity
        case "-Inf": return -.infinity
        default: return nil
        }
    }

    /// The text that stands here in quotes.
    mutating func takeString() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        var isEscaped = false
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            if bytes[position] == UInt8(ascii: "\\") {
                isEscaped = true
                position += 1
            }
            position += 1
        }
        guard position < bytes.count else {
            hasRunOut = true
            return nil
        }
        position += 1
        guard isEscaped else { return String(validating: bytes[start..<(position - 1)], as: UTF8.self) }
        // Escapes are rare, and Foundation knows all of them.
        return try? JSONDecoder().decode(String.self, from: Data(bytes[(start - 1)..<position]))
    }

    /// Goes on to pass over a value, of whose brackets `depth` are open, until all are closed or the text ends; a text in quotes
    /// that is not whole stays.
    mutating func skip(_ depth: inout Int) {
        var place = position
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "\""):
                place += 1
                while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
                    place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
                }
                guard place < bytes.count else { return }
            default: break
            }
            place += 1
            position = place
            if depth == 0 { return }
        }
    }

    /// Passes a number or a word, such as `null`.
    mutating func skipWord() -> Bool {
        guard peek() != nil else { return false }
        let start = position
        while position < bytes.count, Self.isNumeric(bytes[position]) || Self.isLetter(bytes[position]) {
            position += 1
        }
        guard position < bytes.count else {
            hasRunOut = true
            return false
        }
        return position > start
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "e")
            || byte == UInt8(ascii: "E")
    }
}
