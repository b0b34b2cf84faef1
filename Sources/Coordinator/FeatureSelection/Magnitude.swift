internal import Foundation

/// A number of no sign that may be greater, or less, than any `Double`.
public struct Magnitude: Comparable, Sendable {
    /// The power of two; the least of all for zero, so that zero comes before everything.
    private let exponent: Int
    /// From 1 to 2, without 2; zero for zero.
    private let significand: Double

    /// Takes a number times a power of two.
    ///
    /// - Precondition: `value` is finite and not negative.
    public init(_ value: Double, scaledBy exponent: Int = 0) {
        precondition(value.isFinite && value >= 0, "a magnitude of \(value)")
        (self.exponent, significand) = value == 0 ? (.min, 0) : (exponent + Int(value.exponent), value.significand)
    }

    /// By size.
    public static func < (one: Magnitude, other: Magnitude) -> Bool {
        (one.exponent, one.significand) < (other.exponent, other.significand)
    }
}

extension Magnitude: CustomStringConvertible {
    /// Six digits, with an exponent where it is long: `2.5`, `1.33333e+616`.
    public var description: String {
        guard significand != 0 else { return "0" }
        let range = Int(Double.leastNormalMagnitude.exponent)...Int(Double.greatestFiniteMagnitude.exponent)
        if range.contains(exponent) {
            return String(format: "%.6g", Double(sign: .plus, exponent: exponent, significand: significand))
        }
        let power = log10(significand) + Double(exponent) * log10(2.0)
        var (digits, decimal) = (pow(10, power - power.rounded(.down)), Int(power.rounded(.down)))
        // 9.9999996 is shown as ten.
        if digits >= 9.999_995 { (digits, decimal) = (digits / 10, decimal + 1) }
        return String(format: "%.6ge%+ld", digits, decimal)
    }
}
