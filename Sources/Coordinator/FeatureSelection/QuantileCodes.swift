/// A series cut into bins that hold about equally many rows each.
struct QuantileCodes {
    /// The bin of each row; ``missing`` where there is no value.
    let codes: [UInt8]
    /// How many bins there are: fewer than asked for when values repeat.
    let binCount: Int

    static let missing = UInt8.max

    /// - Parameters:
    ///   - values: NaN where missing.
    ///   - binCount: 2 to 128.
    /// - Complexity: O(n log binCount): the cuts are those of at most 2,048 evenly spaced rows.
    init(_ values: [Double], binCount: Int) {
        let stride = max(1, values.count / 2048)
        var sample = Swift.stride(from: 0, to: values.count, by: stride).map { values[$0] }
        sample.removeAll { !$0.isFinite }
        sample.sort()
        var cuts: [Double] = []
        for bin in 1..<max(binCount, 1) where !sample.isEmpty {
            let cut = sample[bin * sample.count / binCount]
            if cut > sample[0], cut != cuts.last {
                cuts.append(cut)
            }
        }
        self.binCount = cuts.count + 1
        codes = values.map { value in
            guard value.isFinite else { return Self.missing }
            var low = 0
            var high = cuts.count
            while low < high {
                let middle = (low + high) / 2
                if cuts[middle] <= value {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            return UInt8(truncatingIfNeeded: low)
        }
    }
}
