internal import DecimalText

/// Numbers as the producers of messages write them.
enum NumberText {
    /// Reads a number; `NaN`, `nan`, `+Inf`, `inf` and the like are numbers, too.
    @inline(__always)
    static func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        if let value = DecimalText.number(text) { return value }
        guard text.count <= 9 else { return nil }
        return switch String(decoding: text, as: UTF8.self).lowercased() {
        case "nan": .nan
        case "inf", "+inf", "infinity", "+infinity": .infinity
        case "-inf", "-infinity": -.infinity
        default: nil
        }
    }

    /// Reads seconds since the Unix epoch, perhaps with a fraction; `nil` when they are not a time after 1970.
    static func milliseconds(seconds text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let seconds = DecimalText.number(text), seconds >= 0, seconds < 1e12 else { return nil }
        return Int64((seconds * 1_000).rounded(.toNearestOrEven))
    }
}
