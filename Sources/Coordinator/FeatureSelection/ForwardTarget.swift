/// What is to be foretold, cut into blocks of time that are judged one after the other.
///
/// Every block is foretold from the blocks before it. A row may be learned from only when its label was known before the
/// block began, so that the lead does not leak.
struct ForwardTarget {
    /// One block that is judged.
    struct Block {
        /// The rows to be foretold.
        let rows: Range<Int>
        /// The rows before this index may be learned from.
        let learnable: Int
        /// The mean label of those rows.
        let mean: Double
        /// How many of the block's rows have a label.
        var count = 0
        /// The sum of the deviations of the block's labels from that mean.
        var sum = 0.0
        /// The sum of the squares of these deviations.
        var energy = 0.0
    }

    /// The label of each row, NaN where there is none.
    let labels: [Double]
    /// The blocks after the first; empty when there are too few rows to judge anything.
    let blocks: [Block]
    /// Labels as deviations from the mean of their block's past; 0 where there is none.
    let deviations: [Double]
    static let fewestRows = 20

    /// - Parameters:
    ///   - target: The KPI at each row, on the scale on which it is foretold.
    ///   - seconds: The time of each row, rising.
    ///   - leadSeconds: How far ahead the label of a row lies.
    ///   - blockCount: How many blocks the rows are cut into; the first is only learned from.
    init(_ target: [Double], seconds: [Int64], leadSeconds: Int64, blockCount: Int) {
        let labels = Self.labels(target, seconds: seconds, leadSeconds: leadSeconds)
        let count = labels.count
        var blocks: [Block] = []
        var deviations = [Double](repeating: 0, count: count)
        var learnable = 0
        var sum = 0.0
        var known = 0
        for index in 1..<max(blockCount, 1) {
            let rows = index * count / blockCount..<(index + 1) * count / blockCount
            guard !rows.isEmpty else { continue }
            while learnable < rows.lowerBound, seconds[learnable] + leadSeconds < seconds[rows.lowerBound] {
                if !labels[learnable].isNaN {
                    sum += labels[learnable]
                    known += 1
                }
                learnable += 1
            }
            guard known >= Self.fewestRows else { continue }
            let mean = sum / Double(known)
            var block = Block(rows: rows, learnable: learnable, mean: mean)
            for row in rows where !labels[row].isNaN {
                deviations[row] = labels[row] - mean
                block.count += 1
                block.sum += deviations[row]
                block.energy += deviations[row] * deviations[row]
            }
            blocks.append(block)
        }
        self.labels = labels
        self.blocks = blocks
        self.deviations = deviations
    }

    /// The value that lies exactly `leadSeconds` after each row, NaN where there is none: a gap never shortens the lead.
    static func labels(_ target: [Double], seconds: [Int64], leadSeconds: Int64) -> [Double] {
        var labels = [Double](repeating: .nan, count: target.count)
        var ahead = 0
        for row in target.indices {
            while ahead < target.count, seconds[ahead] < seconds[row] + leadSeconds {
                ahead += 1
            }
            guard ahead < target.count else { break }
            if seconds[ahead] == seconds[row] + leadSeconds, target[ahead].isFinite {
                labels[row] = target[ahead]
            }
        }
        return labels
    }
}
