extension SamplePage {
    /// Writes a label's value: backslash, quote and line end escaped, and what is no UTF-8 replaced, because a server
    /// refuses the whole page for one bad byte in the name of a mount point.
    func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "\""):
                appendRaw(UInt8(ascii: "\\"))
                appendRaw(byte)
                index += 1
            case UInt8(ascii: "\n"):
                appendRaw(UInt8(ascii: "\\"))
                appendRaw(UInt8(ascii: "n"))
                index += 1
            case 0..<0x80:
                appendRaw(byte)
                index += 1
            default:
                let length = text.lengthOfScalar(at: index)
                if length > 0 {
                    for offset in 0..<length { appendRaw(text[index + offset]) }
                    index += length
                } else {
                    append("\u{fffd}")
                    index += 1
                }
            }
        }
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
        var (rest, first) = (value, count)
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        var last = count - 1
        while first < last {
            swapAt(first, last)
            first += 1
            last -= 1
        }
    }
}
