/// Quantiles of the last values of a stream.
///
/// Complexity: A new value costs one search and one move of the ordered values.
package struct RecentQuantile: Sendable {
    private var ordered: [Float]
    /// For each of the ordered values, when it leaves: a place in a ring.
    private var places: [UInt8]
    private var next: UInt8 = 0

    /// Starts full of `values`, which leave in their order.
    ///
    /// - Precondition: There are at most 256.
    package init(_ values: [Float]) {
        precondition(values.count <= 256, "a place in the ring is one byte")
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        ordered = order.map { values[$0] }
        places = order.map { UInt8($0) }
    }

    package mutating func append(_ value: Float) {
        guard !value.isNaN, let oldest = places.firstIndex(of: next) else { return }
        ordered.remove(at: oldest)
        places.remove(at: oldest)
        let place = place(of: value)
        ordered.insert(value, at: place)
        places.insert(next, at: place)
        next = Int(next) + 1 == places.count ? 0 : next + 1
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
