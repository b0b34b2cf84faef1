/// An ensemble of trees in flat arrays: a value without the library, small, and fast for a single row.
///
/// ``predict(_:)`` gives the library's answer to the last bit: the same comparisons, and the same order of single-precision
/// additions.
///
/// Every tree is filled up to the depth of the deepest one, so that nobody has to say where a child lies: below question
/// `i` of a tree come `2i + 1` and `2i + 2`. Thousands of slices have ensembles of their own; without pointers and with
/// one number for how the training rows parted, a shallow tree needs half the memory.
public struct FlatTrees: Sendable, Equatable {
    /// A question to a row.
    struct Split: Sendable, Equatable {
        /// What the feature is compared with.
        var threshold: Float
        /// The feature, and in the top bit whether a missing value goes left.
        var feature: UInt16
        /// The share of the training rows that went left, by weight, in 65,535ths; ``filling`` where nothing is asked.
        var leftShare: UInt16

        static let missingGoesLeft: UInt16 = 0x8000
        /// Marks a question below a leaf that lies higher than others: every leaf below it says the same.
        static let filling = UInt16.max

        var featureIndex: Int { Int(feature & ~Split.missingGoesLeft) }

        /// Zero for the left child, one for the right one.
        @inline(__always)
        func step(for value: Float) -> Int {
            if value.isNaN { return feature & Split.missingGoesLeft == 0 ? 1 : 0 }
            return value < threshold ? 0 : 1
        }

        /// The share of the training rows that went to a side.
        func share(of side: Int) -> Double {
            let left = Double(leftShare) / 65_535
            return side == 0 ? left : 1 - left
        }
    }

    /// Deeper trees would need more memory for what is filled up than for what is asked.
    static let deepest = 12

    /// What is predicted before the first tree.
    public let baseScore: Float
    /// How many features a row must have at least.
    public internal(set) var featureCount: Int
    /// How many questions lie above each leaf.
    let depth: Int
    /// The questions, tree by tree.
    var splits: [Split]
    /// What each leaf adds, tree by tree.
    var leaves: [Float]

    /// How many trees there are.
    public var treeCount: Int { leaves.count >> depth }

    /// How many questions a tree has.
    var splitCount: Int { (1 << depth) - 1 }

    /// What the ensemble says for one row.
    ///
    /// - Precondition: `row` has at least ``featureCount`` features.
    public func predict(_ row: UnsafeBufferPointer<Float>) -> Float {
        precondition(row.count >= featureCount, "too few features")
        var sum = baseScore
        splits.withUnsafeBufferPointer { splits in
            leaves.withUnsafeBufferPointer { leaves in
                for tree in 0..<treeCount { sum += leaves[leaf(of: tree, in: splits, for: row)] }
            }
        }
        return sum
    }

    /// What the ensemble says for one row.
    ///
    /// - Precondition: `row` has at least ``featureCount`` features.
    public func predict(_ row: [Float]) -> Float {
        row.withUnsafeBufferPointer(predict)
    }

    /// What the ensemble says for each of many rows: tree by tree, so that a tree stays in the processor's cache.
    ///
    /// - Parameters:
    ///   - rows: Row-major.
    ///   - columnCount: Features in a row.
    /// - Precondition: `rows.count` is a multiple of `columnCount`, which is at least ``featureCount``.
    public func predict(rows: [Float], columnCount: Int) -> [Float] {
        precondition(
            columnCount >= max(1, featureCount) && rows.count.isMultiple(of: columnCount),
            "ragged feature rows"
        )
        let rowCount = rows.count / columnCount
        var sums = [Float](repeating: baseScore, count: rowCount)
        rows.withUnsafeBufferPointer { rows in
            splits.withUnsafeBufferPointer { splits in
                leaves.withUnsafeBufferPointer { leaves in
                    for block in stride(from: 0, to: rowCount, by: 64) {
                        for tree in 0..<treeCount {
                            for row in block..<min(block + 64, rowCount) {
                                let features = UnsafeBufferPointer(
                                    rebasing: rows[row * columnCount..<(row + 1) * columnCount]
                                )
                                sums[row] += leaves[leaf(of: tree, in: splits, for: features)]
                            }
                        }
                    }
                }
            }
        }
        return sums
    }

    /// Where the leaf lies at which a row ends.
    ///
    /// No question asks for more than ``featureCount`` features, which both initializers make sure of.
    @inline(__always)
    private func leaf(of tree: Int, in splits: UnsafeBufferPointer<Split>, for row: UnsafeBufferPointer<Float>) -> Int {
        let first = tree &* splitCount
        var index = 0
        for _ in 0..<depth {
            let split = splits[first &+ index]
            index = 2 &* index &+ 1 &+ split.step(for: row[split.featureIndex])
        }
        return (tree << depth) &+ index &- splitCount
    }
}
