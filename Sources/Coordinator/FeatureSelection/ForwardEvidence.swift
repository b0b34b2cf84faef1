/// How well a series foretold what came later, learned from earlier rows only.
///
/// In every block of time the label is foretold as the mean of the labels that earlier rows had in the same bin of the
/// series, shrunk towards the mean of the whole past. The score is the cosine between what was foretold and what came true,
/// both as deviations from the mean of the past, less one standard error of the jackknife over blocks.
///
/// A series that merely tells the time is always in a bin that the past has not seen, foretells nothing and scores 0; one
/// that went along with the target for a while by chance loses its score in the blocks where it does not.
///
/// The order of judging and learning is the prequential principle of A. P. Dawid, "Present position and potential
/// developments: some personal views. Statistical theory: the prequential approach", J. R. Stat. Soc. A 147 (1984).
struct ForwardEvidence {
    /// The cosine less its standard error, -2 to 1; 0 when nothing could be judged.
    let score: Double
    /// The share of judged values that lay in a bin without a past, 0 to 1: 1 for a clock.
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
        var products: [Double] = []
        var energies: [Double] = []
        var present = 0
        var novel = 0
        for block in target.blocks {
            learner.learn(coded.codes, target.labels, until: block.learnable)
            let isNovel = learner.isEmpty
            let effects = learner.effects(around: block.mean)
            var product = 0.0
            var energy = 0.0
            for row in block.rows {
                let code = coded.codes[row]
                guard code != QuantileCodes.missing else { continue }
                let effect = effects[Int(code)]
                present += 1
                novel += isNovel[Int(code)] ? 1 : 0
                product += effect * target.deviations[row]
                energy += effect * effect
                if keepingForetold {
                    foretold[row] = Float(effect)
                }
            }
            products.append(product)
            energies.append(energy)
        }
        self.foretold = foretold
        novelty = present > 0 ? Double(novel) / Double(present) : 0
        score = Self.score(products: products, energies: energies, targets: target.blocks.map(\.energy))
    }

    private static func score(products: [Double], energies: [Double], targets: [Double]) -> Double {
        let count = Double(products.count)
        guard count > 1 else { return 0 }
        let product = products.reduce(0, +)
        let energy = energies.reduce(0, +)
        let target = targets.reduce(0, +)
        func cosine(_ product: Double, _ energy: Double, _ target: Double) -> Double {
            guard target > 0 else { return 0 }
            return product / ((energy + energyFloor * target) * target).squareRoot()
        }
        let without = products.indices.map {
            cosine(product - products[$0], energy - energies[$0], target - targets[$0])
        }
        let mean = without.reduce(0, +) / count
        let squares = without.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return cosine(product, energy, target) - ((count - 1) / count * squares).squareRoot()
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
