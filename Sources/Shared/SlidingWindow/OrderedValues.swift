/// The values of a view in ascending order, in memory that is used again and again: quantiles without allocation.
public struct OrderedValues: Sendable {
    private var values: [Double]
    private var scratch: [Double]

    /// How many values there are.
    public private(set) var count = 0

    /// Makes an empty one with room for `capacity` values; a larger view makes it grow.
    public init(capacity: Int) {
        values = Array(repeating: 0, count: max(0, capacity))
        scratch = values
    }

    /// Takes the values of `view` in place of those of before.
    ///
    /// - Complexity: O(n log n), without allocation.
    public mutating func fill(from view: WindowView) {
        count = view.count
        if values.count < count {
            values = Array(repeating: 0, count: count)
            scratch = values
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

    private mutating func sort() {
        let count = self.count
        values.withUnsafeMutableBufferPointer { values in
            scratch.withUnsafeMutableBufferPointer { scratch in
                MergeSort(values: values, scratch: scratch).sort(0..<count)
            }
        }
    }
}
