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
    /// - Complexity: O(n log binCount): the cuts are those of about 512 evenly spaced rows.
    init(_ values: [Double], binCount: Int) {
        let stride = max(1, values.count / 512)
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
        codes = values.map(Steps(cuts).code(of:))
    }
}

/// The cuts between bins, filled up with infinity to one less than a power of two, so that a search takes no branches.
private struct Steps {
    private let cuts: [Double]

    init(_ cuts: [Double]) {
        var size = 1
        while size <= cuts.count { size *= 2 }
        self.cuts = cuts + [Double](repeating: .infinity, count: size - 1 - cuts.count)
    }

    func code(of value: Double) -> UInt8 {
        guard value.isFinite else { return QuantileCodes.missing }
        var low = 0
        var half = (cuts.count + 1) / 2
        while half > 0 {
            low += cuts[low + half - 1] <= value ? half : 0
            half /= 2
        }
        return UInt8(truncatingIfNeeded: low)
    }
}
