/// Quantiles of the last values of a stream.
///
/// The values are kept in the order in which they came and nothing beside them, because each slice has many of these.
///
/// Complexity: A new value costs nothing; a quantile near an end of the values costs one pass over them.
package struct RecentQuantile: Sendable {
    /// A ring: what comes takes the place of the oldest.
    private var values: [Float]
    private var next = 0

    /// Starts full of `values`, which leave in their order.
    ///
    /// - Precondition: There is one at least.
    package init(_ values: [Float]) {
        precondition(!values.isEmpty, "a quantile of nothing")
        self.values = values
    }

    /// Takes a value; what is NaN is left out.
    ///
    /// - Returns: The value that had to go; `nil` when nothing was taken.
    @discardableResult
    package mutating func append(_ value: Float) -> Float? {
        guard !value.isNaN else { return nil }
        let oldest = values[next]
        values[next] = value
        next = next + 1 == values.count ? 0 : next + 1
        return oldest
    }

    /// The value that a share of the last ones does not exceed, at (n + 1)·p as in split conformal prediction.
    package func value(_ probability: Double) -> Double {
        neighbours(probability).value
    }

    /// The two values between which a quantile lies, and the quantile.
    ///
    /// As long as what comes and what goes lies beyond the same one of them, they stay what they are.
    func neighbours(_ probability: Double) -> (below: Float, above: Float, value: Double) {
        let place = min(max(probability * Double(values.count + 1) - 1, 0), Double(values.count - 1))
        let rank = Int(place)
        let (below, above) = ranked(rank)
        return (below, above, Double(below) + Double(above - below) * (place - Double(rank)))
    }

    /// The value with so many smaller ones, and the next greater one if there is one.
    private func ranked(_ rank: Int) -> (Float, Float) {
        // As many of the extremes as reach from the nearer end to both, sorted from that end on.
        let isUpper = rank >= values.count / 2
        let count = isUpper ? values.count - rank : min(rank + 2, values.count)
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { extremes in
            var held = 0
            for value in values {
                func isMoreExtreme(than other: Float) -> Bool { isUpper ? value > other : value < other }
                if held == count {
                    guard isMoreExtreme(than: extremes[count - 1]) else { continue }
                } else {
                    held += 1
                }
                var place = held - 1
                while place > 0, isMoreExtreme(than: extremes[place - 1]) {
                    extremes[place] = extremes[place - 1]
                    place -= 1
                }
                extremes[place] = value
            }
            return isUpper
                ? (extremes[count - 1], extremes[max(count - 2, 0)]) : (extremes[rank], extremes[count - 1])
        }
    }
}
