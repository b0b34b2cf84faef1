/// Mean and variance of numbers that are appended one by one (Welford, Technometrics 4, 1962).
///
/// The squares of great numbers have no place in a `Double`, and those of small ones are zero there. Everything is therefore
/// counted in a unit, a power of two that follows the greatest number; results are ``Magnitude``s.
public struct Spread: Sendable {
    /// Binary orders that a number may lie above the unit.
    private static let headroom = 256

    /// How many finite numbers were appended.
    public private(set) var count = 0
    /// The exponent of the unit; `nil` until the first number that is not zero.
    private var unit: Int?
    private var scaledMean = 0.0
    private var squares = 0.0

    /// Begins without a number.
    public init() {}

    /// Appends a number; what is not finite is missing.
    public mutating func append(_ value: Double) {
        guard value.isFinite else { return }
        if value != 0, Int(value.exponent) - (unit ?? -.max / 2) > Self.headroom { raise(to: Int(value.exponent)) }
        count += 1
        let scaled = unit.map { value.scaled(by: -$0) } ?? 0
        let change = scaled - scaledMean
        scaledMean += change / Double(count)
        squares += change * (scaled - scaledMean)
    }

    private mutating func raise(to exponent: Int) {
        if let unit {
            scaledMean = scaledMean.scaled(by: unit - exponent)
            squares = squares.scaled(by: 2 * (unit - exponent))
        }
        unit = exponent
    }

    /// The mean; zero without a number.
    public var mean: Double { scaledMean.scaled(by: unit ?? 0) }

    /// The variance, with one less than the number of values as its divisor; zero with fewer than two.
    public var variance: Magnitude { Magnitude(scaledVariance, scaledBy: 2 * (unit ?? 0)) }

    /// The deviation over the mean's size; zero where the mean is.
    public var relative: Magnitude {
        guard scaledMean != 0 else { return Magnitude(0) }
        let ratio = scaledVariance.squareRoot() / scaledMean.magnitude
        if ratio.isFinite { return Magnitude(ratio) }
        // A mean of next to nothing.
        return Magnitude(scaledVariance.squareRoot() / scaledMean.magnitude.scaled(by: 600), scaledBy: 600)
    }

    private var scaledVariance: Double { count > 1 ? squares / Double(count - 1) : 0 }
}

extension Double {
    /// Times a power of two.
    fileprivate func scaled(by exponent: Int) -> Double {
        // In steps, since the power itself may have no place where the product has one.
        var (value, rest) = (self, exponent)
        while rest != 0, value != 0, value.isFinite {
            let step = max(-1_000, min(1_000, rest))
            value *= Double(sign: .plus, exponent: step, significand: 1)
            rest -= step
        }
        return value
    }
}
