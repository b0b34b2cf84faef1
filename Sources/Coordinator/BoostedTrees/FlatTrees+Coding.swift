extension FlatTrees {
    /// The trees' bytes: little-endian counts, then the questions of all trees, then their leaves.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 + 8 * splits.count + 4 * leaves.count)
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
        }
        append(baseScore.bitPattern)
        append(UInt32(featureCount))
        append(UInt32(depth))
        append(UInt32(treeCount))
        for split in splits {
            append(split.threshold.bitPattern)
            append(split.feature)
            append(split.leftShare)
        }
        for leaf in leaves { append(leaf.bitPattern) }
        return bytes
    }

    /// Reads trees that ``encoded()`` wrote.
    ///
    /// - Throws: ``XGBoostError`` when the bytes are too few or too many, or a question asks for a feature that there is not.
    public init(decoding bytes: [UInt8]) throws(XGBoostError) {
        guard bytes.count >= 16 else { throw FlatTrees.damage("the end came too soon") }
        let words = bytes.withUnsafeBytes { bytes in
            (0..<4).map { UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
        }
        let (featureCount, depth, treeCount) = (Int(words[1]), Int(words[2]), Int(words[3]))
        guard featureCount <= Int(Split.missingGoesLeft), depth <= Self.deepest, featureCount > 0 || depth == 0 else {
            throw FlatTrees.damage("trees \(depth) deep of \(featureCount) features are not known here")
        }
        let splitCount = treeCount * ((1 << depth) - 1)
        guard bytes.count == 16 + 8 * splitCount + 4 * (treeCount << depth) else {
            throw FlatTrees.damage("\(bytes.count) bytes do not hold \(treeCount) trees \(depth) deep")
        }
        let (splits, leaves) = bytes.withUnsafeBytes { bytes in
            (
                (0..<splitCount).map { index in
                    let place = 16 + 8 * index
                    let threshold = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
                    let feature = bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt16.self)
                    let share = bytes.loadUnaligned(fromByteOffset: place + 6, as: UInt16.self)
                    return Split(
                        threshold: Float(bitPattern: UInt32(littleEndian: threshold)),
                        feature: UInt16(littleEndian: feature),
                        leftShare: UInt16(littleEndian: share)
                    )
                },
                (0..<treeCount << depth).map { index in
                    let place = 16 + 8 * splitCount + 4 * index
                    let leaf = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
                    return Float(bitPattern: UInt32(littleEndian: leaf))
                }
            )
        }
        if let split = splits.first(where: { $0.featureIndex >= featureCount }) {
            throw FlatTrees.damage("a tree asks for feature \(split.featureIndex) of \(featureCount)")
        }
        baseScore = Float(bitPattern: words[0])
        self.featureCount = featureCount
        self.depth = depth
        self.splits = splits
        self.leaves = leaves
    }

    private static func damage(_ reason: String) -> XGBoostError {
        XGBoostError(call: "reading trees", message: reason)
    }
}
