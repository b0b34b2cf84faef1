/// Numbers written for people: no locale, no exponent unless the number needs one.
enum NumberText {
    /// `value` with exactly `decimals` digits after the point, or with an exponent when it does not fit.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else {
            return value.isNaN ? "–" : (value < 0 ? "−∞" : "∞")
        }
        let factor = power(of: 10, decimals)
        let scaled = (value.magnitude * factor).rounded()
        guard scaled < 1e15 else {
            return "\(value)"
        }
        let digits = String(Int64(scaled))
        let sign = value < 0 && scaled > 0 ? "−" : ""
        guard decimals > 0 else {
            return sign + digits
        }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    /// `value` with `digits` significant digits, trailing zeros dropped.
    static func significant(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite, value != 0 else {
            return fixed(value, decimals: 0)
        }
        var exponent = 0
        var magnitude = value.magnitude
        while magnitude >= 10, exponent < 308 {
            magnitude /= 10
            exponent += 1
        }
        while magnitude < 1, exponent > -308 {
            magnitude *= 10
            exponent -= 1
        }
        if exponent >= 9 || exponent < -5 {
            let mantissa = trimmed(fixed(value < 0 ? -magnitude : magnitude, decimals: digits - 1))
            return "\(mantissa)e\(exponent)"
        }
        return trimmed(fixed(value, decimals: max(0, digits - 1 - exponent)))
    }

    /// A coordinate in pixels, to a tenth, in the shortest form that SVG reads.
    static func pixel(_ value: Double) -> String {
        guard !value.isNaN else {
            return "0"
        }
        let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let (whole, tenth) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return tenth == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(tenth)"
    }

    /// How many digits after the point tell two values `step` apart.
    static func decimals(forStep step: Double) -> Int {
        var decimals = 0
        var scaled = step
        while decimals < 12, (scaled - scaled.rounded()).magnitude > 1e-6 * scaled {
            scaled *= 10
            decimals += 1
        }
        return decimals
    }

    /// `base` to a whole power.
    static func power(of base: Double, _ exponent: Int) -> Double {
        let product = (0..<exponent.magnitude).reduce(1.0) { product, _ in product * base }
        return exponent < 0 ? 1 / product : product
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else {
            return text
        }
        let withoutZeros = text.reversed().drop { $0 == "0" }
        return String(withoutZeros.drop { $0 == "." }.reversed())
    }
}
