/// Quantiles of the last values of a stream.
///
/// Complexity: A new value costs one search and one move of the ordered values.
package struct RecentQuantile: Sendable {
    private var ring: [Float]
    private var ordered: [Float]
    private var next = 0

    /// Starts full of `values`, which leave in their order.
    package init(_ values: [Float]) {
        ring = values
        ordered = values.sorted()
    }

    package mutating func append(_ value: Float) {
        guard !ring.isEmpty, !value.isNaN else { return }
        ordered.remove(at: min(place(of: ring[next]), ordered.count - 1))
        ring[next] = value
        ordered.insert(value, at: place(of: value))
        next = (next + 1) % ring.count
    }

    /// The value that a share of the last ones does not exceed, at (n + 1)·p as in split conformal prediction.
    package func value(_ probability: Double) -> Double {
        let place = min(max(probability * Double(ordered.count + 1) - 1, 0), Double(ordered.count - 1))
        let below = Int(place)
        let above = min(below + 1, ordered.count - 1)
        return Double(ordered[below]) + Double(ordered[above] - ordered[below]) * (place - Double(below))
    }

    /// The first place whose value is not less.
    private func place(of value: Float) -> Int {
        var (low, high) = (0, ordered.count)
        while low < high {
            let middle = (low + high) / 2
            if ordered[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
