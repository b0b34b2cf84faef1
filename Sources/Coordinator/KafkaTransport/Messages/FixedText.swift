internal import DecimalText

/// Numbers as Go's `strconv.FormatFloat(x, 'f', -1, 64)` and Python's `repr` write them.
enum FixedText {
    /// Appends the shortest digits that read back as the same number, never with an exponent; else `NaN`, `+Inf`, `-Inf`.
    static func append(_ value: Double, to bytes: inout [UInt8]) {
        let start = bytes.count
        DecimalText.append(value, style: .plain, to: &bytes)
        guard value.isFinite, let mark = bytes[start...].lastIndex(of: UInt8(ascii: "e")) else { return }
        let power = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)) ?? 0
        let sign = bytes[start] == UInt8(ascii: "-") ? "-" : ""
        let digits = bytes[start..<mark].filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        bytes.removeSubrange(start...)
        bytes.append(contentsOf: sign.utf8)
        if power < 0 {
            bytes.append(contentsOf: "0.".utf8)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -power - 1))
            bytes.append(contentsOf: digits)
        } else {
            // A number of 10^15 and more, which has at most 17 digits and so hardly ever a fraction.
            bytes.append(contentsOf: digits.prefix(power + 1))
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, power + 1 - digits.count)))
            if digits.count > power + 1 {
                bytes.append(UInt8(ascii: "."))
                bytes.append(contentsOf: digits.dropFirst(power + 1))
            }
        }
    }

    /// A number as Python's `repr` writes it: `50.0`, `0.0001`, `1e-05`, `1e+16`; `nan`, `inf` and `-inf`.
    static func python(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
        // Swift prints the same, except for whole numbers between 10^16 and 2^54, which it writes in full.
        let text = value.description
        guard value.magnitude >= 1e16, !text.contains("e") else { return text }
        let digits = text.drop { $0 == "-" }.prefix { $0 != "." }
        var significant = digits[...]
        while significant.count > 1, significant.last == "0" { significant.removeLast() }
        let fraction = significant.dropFirst()
        let mantissa = significant.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
        return (value < 0 ? "-" : "") + mantissa + "e+\(digits.count - 1)"
    }
}
