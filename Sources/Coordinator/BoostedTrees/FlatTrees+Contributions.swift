extension FlatTrees {
    /// What the ensemble says when it knows no feature: the mean over its training rows.
    public var expectedValue: Double {
        roots.reduce(Double(baseScore)) { $0 + mean(at: Int($1)) }
    }

    private func mean(at index: Int) -> Double {
        let node = nodes[index]
        guard node.leftOffset != 0 else { return Double(node.value) }
        let left = index + Int(node.leftOffset)
        let (leftCover, rightCover) = (Double(covers[left]), Double(covers[left + 1]))
        guard leftCover + rightCover > 0 else { return 0 }
        return (mean(at: left) * leftCover + mean(at: left + 1) * rightCover) / (leftCover + rightCover)
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
        for root in roots {
            walk.path.removeAll(keepingCapacity: true)
            walk.visit(Int(root), zeroShare: 1, oneShare: 1, feature: -1, sums: &sums)
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
        var path: [Step] = []

        mutating func visit(_ index: Int, zeroShare: Double, oneShare: Double, feature: Int, sums: inout [Double]) {
            let before = path
            defer { path = before }
            extend(zeroShare: zeroShare, oneShare: oneShare, feature: feature)
            let node = trees.nodes[index]
            guard node.leftOffset != 0 else {
                for position in path.indices.dropFirst() {
                    let step = path[position]
                    let weight = unwoundSum(position)
                    sums[step.feature] += weight * (step.oneShare - step.zeroShare) * Double(node.value)
                }
                return
            }
            let left = index + Int(node.leftOffset)
            let taken = FlatTrees.step(at: node, for: row[node.featureIndex])
            let cover = Double(trees.covers[left]) + Double(trees.covers[left + 1])
            var (knownZero, knownOne) = (1.0, 1.0)
            if let position = path.firstIndex(where: { $0.feature == node.featureIndex }) {
                (knownZero, knownOne) = (path[position].zeroShare, path[position].oneShare)
                unwind(position)
            }
            for side in 0..<2 {
                let share = cover > 0 ? Double(trees.covers[left + side]) / cover : 0.5
                visit(
                    left + side,
                    zeroShare: knownZero * share,
                    oneShare: side == taken ? knownOne : 0,
                    feature: node.featureIndex,
                    sums: &sums
                )
            }
        }

        mutating func extend(zeroShare: Double, oneShare: Double, feature: Int) {
            let depth = path.count
            path.append(
                Step(feature: feature, zeroShare: zeroShare, oneShare: oneShare, weight: depth == 0 ? 1 : 0)
            )
            for position in stride(from: depth - 1, through: 0, by: -1) {
                path[position + 1].weight += oneShare * path[position].weight * Double(position + 1) / Double(depth + 1)
                path[position].weight *= zeroShare * Double(depth - position) / Double(depth + 1)
            }
        }

        mutating func unwind(_ removed: Int) {
            let depth = path.count - 1
            let (zero, one) = (path[removed].zeroShare, path[removed].oneShare)
            var next = path[depth].weight
            for position in stride(from: depth - 1, through: 0, by: -1) {
                if one != 0 {
                    let weight = path[position].weight
                    path[position].weight = next * Double(depth + 1) / (Double(position + 1) * one)
                    next = weight - path[position].weight * zero * Double(depth - position) / Double(depth + 1)
                } else {
                    path[position].weight *= Double(depth + 1) / (zero * Double(depth - position))
                }
            }
            for position in removed..<depth {
                path[position].feature = path[position + 1].feature
                path[position].zeroShare = path[position + 1].zeroShare
                path[position].oneShare = path[position + 1].oneShare
            }
            path.removeLast()
        }

        /// The weights of all subsets without one step, summed.
        func unwoundSum(_ removed: Int) -> Double {
            let depth = path.count - 1
            let (zero, one) = (path[removed].zeroShare, path[removed].oneShare)
            var next = path[depth].weight
            var total = 0.0
            for position in stride(from: depth - 1, through: 0, by: -1) {
                if one != 0 {
                    let weight = next * Double(depth + 1) / (Double(position + 1) * one)
                    total += weight
                    next = path[position].weight - weight * zero * Double(depth - position) / Double(depth + 1)
                } else if zero != 0 {
                    total += path[position].weight / (zero * Double(depth - position)) * Double(depth + 1)
                }
            }
            return total
        }
    }
}
