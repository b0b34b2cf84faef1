extension SamplePage {
    /// Writes a label's value: backslash, quote and line end escaped, and each run of what is no UTF-8 replaced, because a
    /// server refuses the whole page for one bad byte in the name of a mount point.
    func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        // What needs no escape is copied in one piece, which is nearly always all.
        var (start, index) = (0, 0)
        while index < text.count {
            let byte = text[index]
            let length = byte < 0x80 ? (byte.needsEscape ? 0 : 1) : text.lengthOfScalar(at: index)
            if length > 0 {
                index += length
                continue
            }
            append(raw: UnsafeBufferPointer(rebasing: text[start..<index]))
            index += 1
            switch byte {
            case UInt8(ascii: "\\"): append(#"\\"#)
            case UInt8(ascii: "\""): append(#"\""#)
            case UInt8(ascii: "\n"): append(#"\n"#)
            default:
                append("\u{fffd}")
                while index < text.count, text[index] >= 0x80, text.lengthOfScalar(at: index) == 0 { index += 1 }
            }
            start = index
        }
        append(raw: UnsafeBufferPointer(rebasing: text[start...]))
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// How many bytes the UTF-8 sequence at `index` has, or 0 when it is none (RFC 3629, section 4).
    fileprivate func lengthOfScalar(at index: Int) -> Int {
        func follows(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xbf) -> Bool {
            index + offset < count && range.contains(self[index + offset])
        }
        switch self[index] {
        case 0xc2...0xdf:
            return follows(1) ? 2 : 0
        case 0xe0:
            return follows(1, 0xa0...0xbf) && follows(2) ? 3 : 0
        case 0xed:
            return follows(1, 0x80...0x9f) && follows(2) ? 3 : 0
        case 0xe1...0xef:
            return follows(1) && follows(2) ? 3 : 0
        case 0xf0:
            return follows(1, 0x90...0xbf) && follows(2) && follows(3) ? 4 : 0
        case 0xf1...0xf3:
            return follows(1) && follows(2) && follows(3) ? 4 : 0
        case 0xf4:
            return follows(1, 0x80...0x8f) && follows(2) && follows(3) ? 4 : 0
        default:
            return 0
        }
    }
}

extension UInt8 {
    /// Whether the byte is a backslash, a quote or a line end.
    fileprivate var needsEscape: Bool {
        self == UInt8(ascii: "\\") || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\n")
    }

    /// Whether the byte may stand in the name of a metric, behind the first.
    var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"):
            true
        default:
            false
        }
    }
}

extension [UInt8] {
    /// Appends `value` in decimal digits.
    package mutating func appendDecimal(_ value: UInt64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, first) = (value, 20)
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }
}
