import Foundation

/// Maps an axis's values to the share of its length, 0 at its beginning and 1 at its end.
struct Scale {
    /// Numbers beyond this have no place on any axis: their differences would overflow.
    private static let bound = 1e150

    let kind: Axis.Kind
    let lower: Double
    let upper: Double

    /// A scale for `axis` that holds all of `values`, with ends at ticks where the axis leaves that open.
    ///
    /// - Parameters:
    ///   - includesZero: Whether a linear axis begins at zero when no value is negative.
    init(_ axis: Axis, holding values: some Sequence<Double>, includesZero: Bool) {
        kind = axis.kind
        let usable = values.lazy.filter { value in
            value.magnitude <= Self.bound && (axis.kind != .logarithmic || value >= 1 / Self.bound)
        }
        var lowest = Double.infinity
        var highest = -Double.infinity
        for value in usable {
            lowest = min(lowest, value)
            highest = max(highest, value)
        }
        if lowest > highest {
            (lowest, highest) = axis.kind == .logarithmic ? (1, 10) : (0, 1)
        }
        if let range = axis.range, axis.kind != .logarithmic || range.lowerBound > 0,
            max(range.lowerBound.magnitude, range.upperBound.magnitude) <= Self.bound
        {
            (lowest, highest) = (range.lowerBound, range.upperBound)
        } else if axis.kind == .number {
            if includesZero {
                (lowest, highest) = (min(0, lowest), max(0, highest))
            }
            let step = NiceSteps.step(for: highest - lowest, atMost: 6)
            lowest = (lowest / step).rounded(.down) * step
            highest = (highest / step).rounded(.up) * step
        } else if axis.kind == .logarithmic {
            (lowest, highest) = (lowest / 1.15, highest * 1.15)
        }
        if lowest == highest {
            highest = axis.kind == .logarithmic ? lowest * 10 : lowest + 1
        }
        (lower, upper) = (lowest, highest)
    }

    /// Where `value` lies; NaN when it has no place on this scale.
    func share(of value: Double) -> Double {
        guard value.magnitude <= Self.bound else {
            return .nan
        }
        return switch kind {
        case .number, .utc: (value - lower) / (upper - lower)
        case .logarithmic: value > 0 ? log(value / lower) / log(upper / lower) : .nan
        }
    }

    /// Round values to be labelled, at most about `count` of them.
    func ticks(atMost count: Int) -> [Tick] {
        switch kind {
        case .number: NiceSteps.ticks(from: lower, through: upper, atMost: count)
        case .logarithmic: NiceSteps.logarithmicTicks(from: lower, through: upper, atMost: count)
        case .utc: TimeTicks.ticks(from: lower, through: upper, atMost: count)
        }
    }
}
