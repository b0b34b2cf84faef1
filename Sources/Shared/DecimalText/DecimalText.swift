/// Numbers as decimal text, in bytes: exact both ways and without a locale.
public enum DecimalText {
    /// How a number is laid out.
    public enum Style: Sendable {
        /// As Go's `strconv.FormatFloat(x, 'g', -1, 64)` and so every Prometheus exporter: `1.5e+09`, `1e-05`, `+Inf`.
        case go
        /// Whole numbers in full up to 10¹⁵, as people and spreadsheets expect: `1579355130`, `24.94`, `1e+15`.
        case plain
    }

    /// Appends the shortest digits that read back as the same number; `NaN`, `+Inf` and `-Inf` for the others.
    ///
    /// - Complexity: No allocation beyond the growth of `bytes`, except for numbers of more than 15 digits.
    public static func append(_ value: Double, style: Style = .go, to bytes: inout [UInt8]) {
        guard value.isFinite else {
            append(value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf", to: &bytes)
            return
        }
        if value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
        let digits = DecimalDigits(value.magnitude)
        let count = width(of: digits.significand)
        let leading = digits.significand == 0 ? 0 : digits.exponent + count - 1
        let limit =
            switch style {
            case .go: 6
            case .plain: 15
            }
        if leading < -4 || leading >= limit {
            appendScientific(digits, count: count, leading: leading, to: &bytes)
        } else if digits.exponent >= 0 {
            append(digits.significand, width: count, to: &bytes)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits.exponent))
        } else {
            appendFraction(digits, to: &bytes)
        }
    }

    /// Appends a whole number in full.
    public static func append(_ value: some BinaryInteger, to bytes: inout [UInt8]) {
        if value.signum() < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = UInt64(truncatingIfNeeded: value.magnitude)
        append(magnitude, width: width(of: magnitude), to: &bytes)
    }

    private static func appendScientific(_ digits: DecimalDigits, count: Int, leading: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        append(digits.significand, width: count, to: &bytes)
        if count > 1 { bytes.insert(UInt8(ascii: "."), at: start + 1) }
        append(leading < 0 ? "e-" : "e+", to: &bytes)
        let power = UInt64(leading.magnitude)
        append(power, width: max(2, width(of: power)), to: &bytes)
    }

    private static func appendFraction(_ digits: DecimalDigits, to bytes: inout [UInt8]) {
        var divisor: UInt64 = 1
        for _ in 0..<min(19, -digits.exponent) { divisor *= 10 }
        let whole = -digits.exponent > 19 ? 0 : digits.significand / divisor
        append(whole, width: width(of: whole), to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(digits.significand - whole * divisor, width: -digits.exponent, to: &bytes)
    }

    /// Appends `value`, with zeros before it if it has fewer than `width` digits.
    private static func append(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
        let end = bytes.count + width
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
        var (rest, position) = (value, end)
        while rest > 0 {
            position -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes[position] = UInt8(ascii: "0") + UInt8(digit)
            rest = quotient
        }
    }

    private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static func width(of value: UInt64) -> Int {
        var (count, rest) = (1, value / 10)
        while rest > 0 {
            count += 1
            rest /= 10
        }
        return count
    }
}
