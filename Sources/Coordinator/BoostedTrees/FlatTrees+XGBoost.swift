extension FlatTrees {
    /// Understands an ensemble in XGBoost's binary form.
    ///
    /// Source: XGBoost's `doc/model.schema`.
    ///
    /// - Throws: ``XGBoostError`` when a part is missing, or asks for what is not known here, such as categories.
    init(xgboost bytes: [UInt8]) throws(XGBoostError) {
        let document = try BinaryJSON(parsing: bytes)
        let learner = try FlatTrees.member("learner", of: document)
        let parameters = try FlatTrees.member("learner_model_param", of: learner)
        guard case .string(let text) = try FlatTrees.member("base_score", of: parameters),
            // From 3.1 on the library writes a list with one element.
            let baseScore = Float(text.filter { $0 != "[" && $0 != "]" })
        else {
            throw FlatTrees.failure("the base score is no number")
        }
        let model = try FlatTrees.member("model", of: FlatTrees.member("gradient_booster", of: learner))
        guard case .array(let trees) = try FlatTrees.member("trees", of: model) else {
            throw FlatTrees.failure("the trees are no list")
        }
        var columns: [Columns] = []
        for tree in trees { columns.append(try Columns(tree)) }
        self.baseScore = baseScore
        depth = columns.map(\.depth).max() ?? 0
        guard depth <= FlatTrees.deepest else {
            throw FlatTrees.failure("a tree is \(depth) questions deep; \(FlatTrees.deepest) are possible")
        }
        featureCount = 0
        splits = []
        leaves = []
        for tree in columns { append(tree) }
    }

    /// A tree as the library writes it: one list for each field of its nodes.
    private struct Columns {
        let left: [Int64]
        let right: [Int64]
        let feature: [Int64]
        let missingGoesLeft: [Int64]
        let value: [Float]
        let cover: [Float]
        /// How many questions lie above the lowest leaf.
        let depth: Int

        init(_ tree: BinaryJSON) throws(XGBoostError) {
            left = try Columns.integers("left_children", of: tree)
            right = try Columns.integers("right_children", of: tree)
            feature = try Columns.integers("split_indices", of: tree)
            missingGoesLeft = try Columns.integers("default_left", of: tree)
            value = try Columns.floats("split_conditions", of: tree)
            cover = try Columns.floats("sum_hessian", of: tree)
            let count = left.count
            guard count > 0,
                [right.count, feature.count, missingGoesLeft.count, value.count, cover.count].allSatisfy({ $0 == count }
                )
            else { throw FlatTrees.failure("a tree's lists differ in length") }
            if case .integers(let types)? = tree["split_type"], types.contains(where: { $0 != 0 }) {
                throw FlatTrees.failure("a tree splits by categories")
            }
            depth = try Columns.depth(left: left, right: right, feature: feature)
        }

        /// Goes down level by level.
        private static func depth(left: [Int64], right: [Int64], feature: [Int64]) throws(XGBoostError) -> Int {
            var (depth, seen) = (0, 1)
            var level = [0]
            while true {
                var below: [Int] = []
                for node in level where left[node] >= 0 {
                    guard (0..<Int64(Split.missingGoesLeft)).contains(feature[node]) else {
                        throw FlatTrees.failure("a tree asks for feature \(feature[node])")
                    }
                    for child in [left[node], right[node]] {
                        guard (1..<Int64(left.count)).contains(child) else {
                            throw FlatTrees.failure("a tree's child is not one of its nodes")
                        }
                        below.append(Int(child))
                    }
                }
                if below.isEmpty { return depth }
                seen += below.count
                guard seen <= left.count else { throw FlatTrees.failure("a tree's branches grow together") }
                depth += 1
                level = below
            }
        }

        static func integers(_ name: String, of tree: BinaryJSON) throws(XGBoostError) -> [Int64] {
            guard case .integers(let list) = try FlatTrees.member(name, of: tree) else {
                throw FlatTrees.failure("\(name) is no list of integers")
            }
            return list
        }

        static func floats(_ name: String, of tree: BinaryJSON) throws(XGBoostError) -> [Float] {
            guard case .floats(let list) = try FlatTrees.member(name, of: tree) else {
                throw FlatTrees.failure("\(name) is no list of numbers")
            }
            return list
        }
    }

    /// Adds a tree, filled up to the depth of the deepest.
    private mutating func append(_ tree: Columns) {
        // The library's node at each place of a level; what lies below a leaf is that leaf again.
        var level = [0]
        for _ in 0..<depth {
            var below: [Int] = []
            for node in level {
                guard tree.left[node] >= 0 else {
                    splits.append(Split(threshold: .infinity, feature: 0, leftShare: Split.filling))
                    below += [node, node]
                    continue
                }
                let (left, right) = (Int(tree.left[node]), Int(tree.right[node]))
                let missing = tree.missingGoesLeft[node] != 0 ? Split.missingGoesLeft : 0
                let cover = Double(tree.cover[left]) + Double(tree.cover[right])
                let share = cover > 0 ? Double(tree.cover[left]) / cover : 0.5
                splits.append(
                    Split(
                        threshold: tree.value[node],
                        feature: UInt16(tree.feature[node]) | missing,
                        // Never none of the rows, never all of them: contributions divide by it.
                        leftShare: UInt16(min(max((share * 65_535).rounded(), 1), 65_534))
                    )
                )
                featureCount = max(featureCount, Int(tree.feature[node]) + 1)
                below += [left, right]
            }
            level = below
        }
        leaves += level.map { tree.value[$0] }
    }

    private static func member(_ name: String, of value: BinaryJSON) throws(XGBoostError) -> BinaryJSON {
        guard let member = value[name] else { throw failure("there is no \(name)") }
        return member
    }

    private static func failure(_ reason: String) -> XGBoostError {
        XGBoostError(call: "reading the ensemble", message: reason)
    }
}
