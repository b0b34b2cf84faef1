/// How well a series foretold what came later, learned from earlier rows only.
///
/// In every block of time the label is foretold as the mean of the labels that earlier rows had in the same bin of the
/// series, shrunk towards the mean of the whole past. What counts is the cosine between what was foretold and what came
/// true, less one standard error of the jackknife over blocks: once of the deviations from the mean of the past, so that
/// levels count, and once of the deviations from the block's own means, so that a level that something else moved does not
/// hide the rest. The score is the mean of the two.
///
/// A series that merely tells the time is always in a bin that the past has not seen, foretells nothing and scores 0; one
/// that went along with the target for a while by chance loses its score in the blocks where it does not.
///
/// The order of judging and learning is the prequential principle of A. P. Dawid, "Present position and potential
/// developments: some personal views. Statistical theory: the prequential approach", J. R. Stat. Soc. A 147 (1984).
struct ForwardEvidence {
    /// The mean of the two cosines less their standard errors, -2 to 1; 0 when nothing could be judged.
    let score: Double
    /// The share of values, in the later half of the blocks, that lay in a bin without a past, 0 to 1: 1 for a clock.
    let novelty: Double
    /// What was foretold at each row, as a deviation from the mean of the past; empty unless asked for.
    let foretold: [Float]

    /// As many rows as this weigh as much for the mean of the past as a bin's own rows weigh for its mean.
    static let shrinkage = 20.0
    /// Foretelling less than this share of the target's energy is not taken at its cosine.
    static let energyFloor = 0.02

    init(_ coded: QuantileCodes, for target: ForwardTarget, keepingForetold: Bool = false) {
        var learner = BinLearner(binCount: coded.binCount)
        var foretold = keepingForetold ? [Float](repeating: 0, count: coded.codes.count) : []
        var levels: [Products] = []
        var changes: [Products] = []
        var present = 0
        var novel = 0
        for (index, block) in target.blocks.enumerated() {
            // What has seen only the beginning is novel to anybody.
            let isLate = 2 * index >= target.blocks.count
            learner.learn(coded.codes, target.labels, until: block.learnable)
            let isNovel = learner.isEmpty
            let effects = learner.effects(around: block.mean)
            var level = Products(product: 0, foretold: 0, target: block.energy)
            var sum = 0.0
            for row in block.rows {
                let code = coded.codes[row]
                guard code != QuantileCodes.missing, !target.labels[row].isNaN else { continue }
                let effect = effects[Int(code)]
                present += isLate ? 1 : 0
                novel += isLate && isNovel[Int(code)] ? 1 : 0
                level.product += effect * target.deviations[row]
                level.foretold += effect * effect
                sum += effect
                if keepingForetold {
                    foretold[row] = Float(effect)
                }
            }
            levels.append(level)
            changes.append(level.centred(foretold: sum, target: block.sum, count: block.count))
        }
        self.foretold = foretold
        novelty = present > 0 ? Double(novel) / Double(present) : 0
        score = (Products.sureCosine(levels) + Products.sureCosine(changes)) / 2
    }
}

/// Sums of products of what was foretold and what came true, in one block or several.
private struct Products {
    var product: Double
    var foretold: Double
    var target: Double

    /// The same, of the deviations from the means of the block.
    func centred(foretold sum: Double, target targetSum: Double, count: Int) -> Products {
        let count = Double(max(1, count))
        return Products(
            product: product - sum * targetSum / count,
            foretold: max(0, foretold - sum * sum / count),
            target: max(0, target - targetSum * targetSum / count)
        )
    }

    /// The cosine over all blocks less its standard error.
    static func sureCosine(_ blocks: [Products]) -> Double {
        guard blocks.count > 1 else { return 0 }
        let whole = blocks.reduce(Products(product: 0, foretold: 0, target: 0)) { $0.adding($1, 1) }
        let without = blocks.map { whole.adding($0, -1).cosine }
        let count = Double(blocks.count)
        let mean = without.reduce(0, +) / count
        let squares = without.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return whole.cosine - ((count - 1) / count * squares).squareRoot()
    }

    private func adding(_ other: Products, _ sign: Double) -> Products {
        Products(
            product: product + sign * other.product,
            foretold: foretold + sign * other.foretold,
            target: target + sign * other.target
        )
    }

    private var cosine: Double {
        guard target > 0 else { return 0 }
        return product / ((max(0, foretold) + ForwardEvidence.energyFloor * target) * target).squareRoot()
    }
}

/// The running sums of labels in each bin.
private struct BinLearner {
    private var counts: [Double]
    private var sums: [Double]
    private var next = 0

    init(binCount: Int) {
        counts = [Double](repeating: 0, count: binCount)
        sums = counts
    }

    mutating func learn(_ codes: [UInt8], _ labels: [Double], until end: Int) {
        for row in next..<max(next, end) where codes[row] != QuantileCodes.missing && !labels[row].isNaN {
            counts[Int(codes[row])] += 1
            sums[Int(codes[row])] += labels[row]
        }
        next = max(next, end)
    }

    /// Which bins have not been learned from.
    var isEmpty: [Bool] { counts.map { $0 == 0 } }

    func effects(around mean: Double) -> [Double] {
        zip(counts, sums).map { ($1 - mean * $0) / ($0 + ForwardEvidence.shrinkage) }
    }
}
