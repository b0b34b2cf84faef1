import DecimalText
import Foundation

/// A place in JSON text.
struct JSONCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Whether only blanks are left.
    var isAtEnd: Bool {
        bytes[position...].allSatisfy(Self.isBlank)
    }

    /// Passes one byte, and blanks before it; `false` when another one is there.
    mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// The number that stands here.
    mutating func takeNumber() -> Double? {
        skipBlanks()
        let start = position
        while position < bytes.count, Self.isNumeric(bytes[position]) { position += 1 }
        return DecimalText.number(UnsafeBufferPointer(rebasing: bytes[start..<position]))
    }

    /// A sample's value behind its opening quote, which is passed with the closing one.
    mutating func takeValue() -> Double? {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { position += 1 }
        guard position < bytes.count else { return nil }
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
        guard position < bytes.count else { return nil }
        position += 1
        guard isEscaped else { return String(validating: bytes[start..<(position - 1)], as: UTF8.self) }
        // Escapes are rare, and Foundation knows all of them.
        return try? JSONDecoder().decode(String.self, from: Data(bytes[(start - 1)..<position]))
    }

    /// Passes a value of any kind; brackets are only counted.
    mutating func skipValue() -> Bool {
        var depth = 0
        repeat {
            skipBlanks()
            guard position < bytes.count else { return false }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard takeString() != nil else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return false }
                depth -= 1
                position += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { return false }
                position += 1
            default:
                let start = position
                while position < bytes.count, Self.isNumeric(bytes[position]) || Self.isLetter(bytes[position]) {
                    position += 1
                }
                guard position > start else { return false }
            }
        } while depth > 0
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
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
