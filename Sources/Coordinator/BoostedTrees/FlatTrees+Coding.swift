extension FlatTrees {
    /// The trees' bytes: little-endian counts, then the nodes of all trees.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 + 4 * roots.count + 12 * nodes.count)
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
        }
        append(baseScore.bitPattern)
        append(UInt32(featureCount))
        append(UInt32(roots.count))
        append(UInt32(nodes.count))
        for root in roots { append(root) }
        for node in nodes {
            append(node.value.bitPattern)
            append(node.leftOffset)
            append(node.feature)
        }
        for cover in covers { append(cover.bitPattern) }
        return bytes
    }

    /// Reads trees that ``encoded()`` wrote.
    ///
    /// - Throws: ``XGBoostError`` when the bytes are too few or too many, or a node points outside of its trees.
    public init(decoding bytes: [UInt8]) throws(XGBoostError) {
        var position = 0
        func word<Word: FixedWidthInteger & UnsignedInteger>(_ type: Word.Type) throws(XGBoostError) -> Word {
            let width = Word.bitWidth / 8
            guard width <= bytes.count - position else { throw FlatTrees.damage("the end came too soon") }
            defer { position += width }
            return (0..<width).reduce(0) { $0 | Word(bytes[position + $1]) << Word(8 * $1) }
        }
        baseScore = Float(bitPattern: try word(UInt32.self))
        featureCount = Int(try word(UInt32.self))
        let rootCount = Int(try word(UInt32.self))
        let nodeCount = Int(try word(UInt32.self))
        guard featureCount <= Int(Node.missingGoesLeft), bytes.count == 16 + 4 * rootCount + 12 * nodeCount else {
            throw FlatTrees.damage("\(bytes.count) bytes do not hold \(rootCount) trees of \(nodeCount) nodes")
        }
        roots = []
        for _ in 0..<rootCount {
            let root = try word(UInt32.self)
            guard root < nodeCount else { throw FlatTrees.damage("a tree begins behind the last node") }
            roots.append(Int32(root))
        }
        nodes = []
        nodes.reserveCapacity(nodeCount)
        for index in 0..<nodeCount {
            let node = Node(
                value: Float(bitPattern: try word(UInt32.self)),
                leftOffset: try word(UInt16.self),
                feature: try word(UInt16.self)
            )
            guard node.leftOffset == 0 || index + Int(node.leftOffset) + 1 < nodeCount else {
                throw FlatTrees.damage("a node's child lies behind the last node")
            }
            guard node.leftOffset == 0 || node.featureIndex < featureCount else {
                throw FlatTrees.damage("a node asks for feature \(node.featureIndex) of \(featureCount)")
            }
            nodes.append(node)
        }
        covers = []
        covers.reserveCapacity(nodeCount)
        for _ in 0..<nodeCount { covers.append(Float(bitPattern: try word(UInt32.self))) }
    }

    private static func damage(_ reason: String) -> XGBoostError {
        XGBoostError(call: "reading trees", message: reason)
    }
}
