/// An ensemble of trees in flat arrays: a value without the library, and fast for a single row.
///
/// ``predict(_:)`` gives the library's answer to the last bit: the same comparisons, and the same order of single-precision
/// additions.
public struct FlatTrees: Sendable, Equatable {
    /// A node in eight bytes; children lie side by side, behind their parent.
    struct Node: Sendable, Equatable {
        /// What a feature is compared with, or what a leaf adds.
        var value: Float
        /// How far it is to the left child, which the right one follows; zero in a leaf.
        var leftOffset: UInt16
        /// The feature, and in the top bit whether a missing value goes left.
        var feature: UInt16

        static let missingGoesLeft: UInt16 = 0x8000
        var featureIndex: Int { Int(feature & ~Node.missingGoesLeft) }
    }

    /// What is predicted before the first tree.
    public let baseScore: Float
    /// How many features a row must have at least.
    public internal(set) var featureCount: Int
    var nodes: [Node]
    /// The weight of the training rows that came by each node.
    var covers: [Float]
    /// Where each tree's root lies.
    var roots: [Int32]

    /// How many trees there are.
    public var treeCount: Int { roots.count }

    /// How many nodes all trees have together.
    public var nodeCount: Int { nodes.count }

    /// What the ensemble says for one row.
    ///
    /// - Precondition: `row` has at least ``featureCount`` features.
    public func predict(_ row: UnsafeBufferPointer<Float>) -> Float {
        precondition(row.count >= featureCount, "too few features")
        var sum = baseScore
        nodes.withUnsafeBufferPointer { nodes in
            for root in roots {
                sum += nodes[FlatTrees.leaf(of: Int(root), in: nodes, for: row)].value
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
            nodes.withUnsafeBufferPointer { nodes in
                for block in stride(from: 0, to: rowCount, by: 64) {
                    for root in roots {
                        for row in block..<min(block + 64, rowCount) {
                            let features = UnsafeBufferPointer(
                                rebasing: rows[row * columnCount..<(row + 1) * columnCount]
                            )
                            sums[row] += nodes[FlatTrees.leaf(of: Int(root), in: nodes, for: features)].value
                        }
                    }
                }
            }
        }
        return sums
    }

    /// The node at which a row ends.
    ///
    /// Every child lies behind its parent and inside `nodes`, which both initializers make sure of.
    @inline(__always)
    private static func leaf(
        of root: Int,
        in nodes: UnsafeBufferPointer<Node>,
        for row: UnsafeBufferPointer<Float>
    ) -> Int {
        var index = root
        while true {
            let node = nodes[index]
            if node.leftOffset == 0 { return index }
            index += Int(node.leftOffset) + FlatTrees.step(at: node, for: row[node.featureIndex])
        }
    }

    /// Zero for the left child, one for the right one.
    @inline(__always)
    static func step(at node: Node, for value: Float) -> Int {
        if value.isNaN { return node.feature & Node.missingGoesLeft == 0 ? 1 : 0 }
        return value < node.value ? 0 : 1
    }
}
