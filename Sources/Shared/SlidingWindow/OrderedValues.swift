/// The values of a view in ascending order, in memory that is used again and again: quantiles without allocation.
public struct OrderedValues: Sendable {
    private var values: [Double]

    /// How many values there are.
    public private(set) var count = 0

    /// Makes an empty one with room for `capacity` values; a larger view makes it grow.
    public init(capacity: Int) {
        values = Array(repeating: 0, count: max(0, capacity))
    }

    /// Takes the values of `view` in place of those of before.
    ///
    /// - Complexity: About O(n^1.3), in place.
    public mutating func fill(from view: WindowView) {
        count = view.count
        if values.count < count {
            values = Array(repeating: 0, count: count)
        }
        view.withSamples { samples in
            for position in 0..<samples.count {
                values[position] = samples.values[position]
            }
        }
        sort()
    }

    /// The value below which the share `probability` of the values lies, linear between two values (type 7 of Hyndman and
    /// Fan, 1996); `nil` when there is no value.
    ///
    /// - Parameter probability: In `0...1`.
    /// - Precondition: `probability` is in `0...1`.
    public func quantile(_ probability: Double) -> Double? {
        precondition(probability >= 0 && probability <= 1, "a probability lies in 0...1")
        guard count > 0 else { return nil }
        let position = probability * Double(count - 1)
        let below = Int(position)
        guard below + 1 < count else { return values[count - 1] }
        return values[below] + (values[below + 1] - values[below]) * (position - Double(below))
    }

    /// Shell's sort with Knuth's gaps: in place, unlike the library's, and as fast on a window's few hundred values.
    private mutating func sort() {
        let count = self.count
        values.withUnsafeMutableBufferPointer { values in
            var gap = 1
            while gap < count / 3 { gap = 3 * gap + 1 }
            while gap > 0 {
                for position in stride(from: gap, to: count, by: 1) {
                    let value = values[position]
                    var hole = position
                    while hole >= gap, values[hole - gap] > value {
                        values[hole] = values[hole - gap]
                        hole -= gap
                    }
                    values[hole] = value
                }
                gap /= 3
            }
        }
    }
}
