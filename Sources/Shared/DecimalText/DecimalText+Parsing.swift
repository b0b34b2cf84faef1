extension DecimalText {
    /// Reads a decimal number such as `-12.5e-3`; the double is the nearest one.
    ///
    /// - Returns: `nil` when `text` is anything else (spaces, a hexadecimal or infinite number, nothing at all), or a number
    ///   too large for a double.
    /// - Complexity: O(n); without allocation for up to 19 digits and powers that are not extreme.
    public static func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        var position = 0
        let isNegative = sign(text, &position)
        var significand: UInt64 = 0
        var count = digits(text, &position, into: &significand)
        var exponent = 0
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            let fraction = digits(text, &position, into: &significand)
            count += fraction
            exponent = -fraction
        }
        guard count > 0 else { return nil }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let isSmall = sign(text, &position)
            var power: UInt64 = 0
            let length = digits(text, &position, into: &power)
            guard length > 0 else { return nil }
            let bounded = length > 9 ? 1_000_000_000 : Int(power)
            exponent += isSmall ? -bounded : bounded
        }
        guard position == text.count else { return nil }

        // Clinger's fast path: both numbers are exact, so that one division or multiplication rounds once.
        if count <= 19, significand <= 1 << 53, exponent.magnitude <= 22 {
            let power = powersOfTen[Int(exponent.magnitude)]
            let magnitude = exponent < 0 ? Double(significand) / power : Double(significand) * power
            return isNegative ? -magnitude : magnitude
        }
        // The text has the form of a number, so the library can only find it out of range.
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// Reads a whole number such as `-42`; `nil` when `text` is anything else, or does not fit.
    public static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        var position = 0
        let isNegative = sign(text, &position)
        guard position < text.count else { return nil }
        var value: Int64 = 0
        while position < text.count {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (shifted, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow) = shifted.subtractingReportingOverflow(Int64(digit))
            if isTooLarge || overflow { return nil }
            value = next
            position += 1
        }
        // Numbers are built below zero, where there is room for one more.
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    @inline(__always)
    private static func sign(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Bool {
        guard position < text.count else { return false }
        let isNegative = text[position] == UInt8(ascii: "-")
        if isNegative || text[position] == UInt8(ascii: "+") { position += 1 }
        return isNegative
    }

    /// Reads digits into `value`, which is right only when there are fewer than twenty; returns how many there were.
    @inline(__always)
    private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int, into value: inout UInt64)
        -> Int
    {
        let start = position
        while position < text.count {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            position += 1
        }
        return position - start
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]
}
