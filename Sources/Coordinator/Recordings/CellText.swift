import DecimalText

/// What the cells of a recording may hold beside plain numbers.
enum CellText {
    /// A number with blanks about it, or a word for a value that is not there; `nil` for other text.
    static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        let trimmed = trimmed(bytes)
        if trimmed.isEmpty { return .nan }
        if let number = DecimalText.number(trimmed) { return number }
        switch String(decoding: trimmed.prefix(10), as: UTF8.self).lowercased() {
        case "nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity": return .nan
        default: return nil
        }
    }

    /// The UTC second that a time stamp lies in; `nil` when it is none, or before 1970 or after 5138.
    static func second(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let trimmed = trimmed(bytes)
        guard let time = DecimalText.integer(trimmed) ?? wholePart(trimmed), time >= 0 else { return nil }
        switch time {
        case ..<firstMillisecond: return time
        case ..<(firstMillisecond * 1_000): return time / 1_000
        default: return nil
        }
    }

    /// As seconds this is the year 5138; as milliseconds it is 1973.
    private static let firstMillisecond: Int64 = 100_000_000_000

    private static func wholePart(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        DecimalText.number(bytes).flatMap { Int64(exactly: $0.rounded(.down)) }
    }

    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var rest = bytes[...]
        while let first = rest.first, first == 0x20 || first == 0x09 { rest = rest.dropFirst() }
        while let last = rest.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
        return UnsafeBufferPointer(rebasing: rest)
    }
}
