/// A weighted mean of the trees, the line, and an anchor that holds both back where there is little evidence for them.
struct Blend: Sendable, Hashable {
    /// The weight of the trees, between 0 and 1.
    let trees: Double
    /// The weight of the line, between 0 and 1; what is left is the anchor's.
    let line: Double
    /// Which anchor; `nil` when the other two weigh everything.
    let anchor: Int?

    /// What it is called: a pure model by its own name.
    var family: ForecastFamily {
        if trees == 1 { return .boostedTrees }
        return line == 1 ? .ridge : .combination
    }

    /// The weighted mean.
    func value(trees treeValue: Double, line lineValue: Double, anchors: [Double]) -> Double {
        let held = anchor.map { (1 - trees - line) * anchors[$0] } ?? 0
        return trees * treeValue + line * lineValue + held
    }

    /// Every blend in quarters, the pure models first.
    static func all(anchorCount: Int) -> [Blend] {
        var result = [Blend(trees: 0, line: 1, anchor: nil), Blend(trees: 1, line: 0, anchor: nil)]
        for trees in 0...4 {
            for line in 0...(4 - trees) {
                let (treeShare, lineShare) = (Double(trees) / 4, Double(line) / 4)
                guard trees < 4, line < 4 else { continue }
                if trees + line == 4 {
                    result.append(Blend(trees: treeShare, line: lineShare, anchor: nil))
                } else {
                    result += (0..<anchorCount).map { Blend(trees: treeShare, line: lineShare, anchor: $0) }
                }
            }
        }
        return result
    }
}
