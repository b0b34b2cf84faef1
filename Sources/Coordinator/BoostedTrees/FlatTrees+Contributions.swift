extension FlatTrees {
    /// What the ensemble says when it knows no feature: the mean over its training rows.
    public var expectedValue: Double {
        (0..<treeCount).reduce(Double(baseScore)) { $0 + mean(at: 0, of: $1) }
    }

    private func mean(at index: Int, of tree: Int) -> Double {
        if let value = leaf(at: index, of: tree) { return Double(value) }
        let split = splits[tree * splitCount + index]
        return mean(at: 2 * index + 1, of: tree) * split.share(of: 0)
            + mean(at: 2 * index + 2, of: tree) * split.share(of: 1)
    }

    /// What every row adds that has come to a place in a tree; `nil` where a question is asked.
    private func leaf(at index: Int, of tree: Int) -> Float? {
        var index = index
        if index < splitCount {
            guard splits[tree * splitCount + index].leftShare == Split.filling else { return nil }
            while index < splitCount { index = 2 * index + 1 }
        }
        return leaves[(tree << depth) + index - splitCount]
    }

    /// Adds to `sums` what each feature contributes to the row's prediction: exact SHAP values.
    ///
    /// With ``expectedValue`` they sum up to the prediction. Source: Lundberg, Erion and Lee, "Consistent Individualized
    /// Feature Attribution for Tree Ensembles" (2018), algorithm 2.
    ///
    /// - Complexity: O(leaves × depth²).
    /// - Precondition: `row` and `sums` have at least ``featureCount`` elements.
    public func addContributions(of row: [Float], to sums: inout [Double]) {
        precondition(row.count >= featureCount && sums.count >= featureCount, "too few features")
        var walk = Walk(trees: self, row: row)
        for tree in 0..<treeCount {
            walk.tree = tree
            walk.visit(0, start: 0, count: 0, zeroShare: 1, oneShare: 1, feature: -1, sums: &sums)
        }
    }

    /// One way from the root downwards: which features were asked, and how subsets of them weigh.
    private struct Walk {
        struct Step {
            var feature: Int
            /// The share of training rows that went this way.
            var zeroShare: Double
            /// One when the row itself goes this way, else zero.
            var oneShare: Double
            /// The weight of the subsets of this size.
            var weight: Double
        }

        let trees: FlatTrees
        let row: [Float]
        var tree = 0
        /// The ways to the nodes above each other, one behind the other: a node copies its parent's and changes the copy.
        private var steps: [Step] = []

        init(trees: FlatTrees, row: [Float]) {
            (self.trees, self.row) = (trees, row)
        }

        /// - Parameters:
        ///   - parentStart: Where the parent's way begins in `steps`.
        ///   - parentCount: How long it is.
        mutating func visit(
            _ index: Int,
            start parentStart: Int,
            count parentCount: Int,
            zeroShare: Double,
            oneShare: Double,
            feature: Int,
            sums: inout [Double]
        ) {
            let start = parentStart + parentCount
            var count = parentCount + 1
            while steps.count < start + count {
                steps.append(Step(feature: -1, zeroShare: 1, oneShare: 1, weight: 0))
            }
            for position in 0..<parentCount { steps[start + position] = steps[parentStart + position] }
            extend(start, parentCount, zeroShare: zeroShare, oneShare: oneShare, feature: feature)
            if let value = trees.leaf(at: index, of: tree) {
                for position in 1..<max(count, 1) {
                    let step = steps[start + position]
                    let weight = unwoundSum(start, count, removed: position)
                    sums[step.feature] += weight * (step.oneShare - step.zeroShare) * Double(value)
                }
                return
            }
            let split = trees.splits[tree * trees.splitCount + index]
            let taken = split.step(for: row[split.featureIndex])
            var (knownZero, knownOne) = (1.0, 1.0)
            if let position = (0..<count).first(where: { steps[start + $0].feature == split.featureIndex }) {
                (knownZero, knownOne) = (steps[start + position].zeroShare, steps[start + position].oneShare)
                unwind(start, count, removed: position)
                count -= 1
            }
            for side in 0..<2 {
                visit(
                    2 * index + 1 + side,
                    start: start,
                    count: count,
                    zeroShare: knownZero * split.share(of: side),
                    oneShare: side == taken ? knownOne : 0,
                    feature: split.featureIndex,
                    sums: &sums
                )
            }
        }

        private mutating func extend(_ start: Int, _ depth: Int, zeroShare: Double, oneShare: Double, feature: Int) {
            steps[start + depth] = Step(
                feature: feature,
                zeroShare: zeroShare,
                oneShare: oneShare,
                weight: depth == 0 ? 1 : 0
            )
            for position in stride(from: depth - 1, through: 0, by: -1) {
                let weight = steps[start + position].weight
                steps[start + position + 1].weight += oneShare * weight * Double(position + 1) / Double(depth + 1)
                steps[start + position].weight = weight * zeroShare * Double(depth - position) / Double(depth + 1)
            }
        }

        private mutating func unwind(_ start: Int, _ count: Int, removed: Int) {
            let depth = count - 1
            let (zero, one) = (steps[start + removed].zeroShare, steps[start + removed].oneShare)
            var next = steps[start + depth].weight
            for position in stride(from: depth - 1, through: 0, by: -1) {
                let weight = steps[start + position].weight
                if one != 0 {
                    let unwound = next * Double(depth + 1) / (Double(position + 1) * one)
                    steps[start + position].weight = unwound
                    next = weight - unwound * zero * Double(depth - position) / Double(depth + 1)
                } else {
                    steps[start + position].weight = weight * Double(depth + 1) / (zero * Double(depth - position))
                }
            }
            for position in start + removed..<start + depth {
                steps[position].feature = steps[position + 1].feature
                steps[position].zeroShare = steps[position + 1].zeroShare
                steps[position].oneShare = steps[position + 1].oneShare
            }
        }

        /// The weights of all subsets without one step, summed.
        private func unwoundSum(_ start: Int, _ count: Int, removed: Int) -> Double {
            let depth = count - 1
            let (zero, one) = (steps[start + removed].zeroShare, steps[start + removed].oneShare)
            var next = steps[start + depth].weight
            var total = 0.0
            for position in stride(from: depth - 1, through: 0, by: -1) {
                let weight = steps[start + position].weight
                if one != 0 {
                    let unwound = next * Double(depth + 1) / (Double(position + 1) * one)
                    total += unwound
                    next = weight - unwound * zero * Double(depth - position) / Double(depth + 1)
                } else if zero != 0 {
                    total += weight / (zero * Double(depth - position)) * Double(depth + 1)
                }
            }
            return total
        }
    }
}
