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
        self.baseScore = baseScore
        self.nodes = []
        self.covers = []
        self.roots = []
        self.featureCount = 0
        for tree in trees {
            let columns = try Columns(tree)
            roots.append(Int32(nodes.count))
            try append(columns)
        }
    }

    /// A tree as the library writes it: one list for each field of its nodes.
    private struct Columns {
        let left: [Int64]
        let right: [Int64]
        let feature: [Int64]
        let missingGoesLeft: [Int64]
        let value: [Float]
        let cover: [Float]

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

    /// Renumbers a tree breadth-first, so that siblings lie side by side.
    private mutating func append(_ tree: Columns) throws(XGBoostError) {
        let root = nodes.count
        var order = [0]
        nodes.append(Node(value: 0, leftOffset: 0, feature: 0))
        covers.append(0)
        var position = 0
        while position < order.count {
            let source = order[position]
            covers[root + position] = tree.cover[source]
            nodes[root + position].value = tree.value[source]
            if tree.left[source] >= 0 {
                let children = [Int(tree.left[source]), Int(tree.right[source])]
                let feature = tree.feature[source]
                guard children.allSatisfy({ (1..<tree.left.count).contains($0) }), order.count + 2 <= tree.left.count
                else {
                    throw FlatTrees.failure("a tree's child is not one of its nodes")
                }
                guard feature >= 0, feature < Int64(Node.missingGoesLeft), order.count - position <= Int(UInt16.max)
                else {
                    throw FlatTrees.failure("a tree is too large")
                }
                nodes[root + position].leftOffset = UInt16(order.count - position)
                nodes[root + position].feature =
                    UInt16(feature) | (tree.missingGoesLeft[source] != 0 ? Node.missingGoesLeft : 0)
                featureCount = max(featureCount, Int(feature) + 1)
                order += children
                nodes += [Node(value: 0, leftOffset: 0, feature: 0), Node(value: 0, leftOffset: 0, feature: 0)]
                covers += [0, 0]
            }
            position += 1
        }
    }

    private static func member(_ name: String, of value: BinaryJSON) throws(XGBoostError) -> BinaryJSON {
        guard let member = value[name] else { throw failure("there is no \(name)") }
        return member
    }

    private static func failure(_ reason: String) -> XGBoostError {
        XGBoostError(call: "reading the ensemble", message: reason)
    }
}
