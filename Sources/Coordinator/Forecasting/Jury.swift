import FeatureSelection

/// Chooses the champion among candidates that forecast the same held-out samples.
///
/// A candidate's risk is its mean loss plus a multiple of the standard error of its excess over the best plain baseline, taken
/// over blocks of time, because neighbouring errors are alike. With much evidence the error is small and the best mean wins;
/// with little, a candidate that differs much from the baseline must be better by more. Source for the blocks: Künsch,
/// "The jackknife and the bootstrap for general stationary observations" (1989); for the comparison of forecasts by their
/// paired losses: Diebold and Mariano, "Comparing predictive accuracy" (1995).
struct Jury {
    /// How many standard errors count against a candidate.
    static let caution = 0.75
    /// By what share a model must be better than the best baseline.
    static let margin = 0.01
    /// How sure it must be, where evidence is short, that a candidate is better than the best plain baseline.
    static let certainty = 0.9

    private let values: [Double]
    private let rows: [Int]
    private let shortBlock: Int
    private let leadSeconds: Int
    private let isShort: Bool
    private let objective: Objective
    private let scale: TargetScale
    private let unit: Double

    init(_ held: SampleSet, horizonSeconds: Int, objective: Objective, scale: TargetScale, isShort: Bool) {
        values = held.values
        rows = held.rows
        shortBlock = max(5, horizonSeconds / 3)
        leadSeconds = horizonSeconds + 1
        self.isShort = isShort
        self.objective = objective
        self.scale = scale
        let sum = values.reduce(0) { $0 + abs($1) }
        unit = sum > 0 ? sum / Double(values.count) : 1
    }

    /// The positions of the champion and of the best baseline.
    ///
    /// The better one of last value and running median serves unless something else has the smallest risk. Where evidence is
    /// short, that other one must also be surely better.
    func choose(from trials: [Trial]) -> (champion: Int, baseline: Int) {
        let losses = trials.map { self.losses(of: $0) }
        let means = losses.map { $0.isEmpty ? 0 : $0.reduce(0, +) / Double($0.count) }
        let baselines = trials.indices.filter { trials[$0].family.isBaseline }
        let plain = baselines.filter { [.lastValue, .runningMedian].contains(trials[$0].family) }
        let reference = (plain.isEmpty ? baselines : plain).min { means[$0] < means[$1] } ?? 0
        let risks = trials.indices.map { index -> Double in
            guard means[index].isFinite else { return .infinity }
            let excess = self.excess(of: losses[index], over: losses[reference], blockLength: shortBlock).error
            return (means[index] + Self.caution * excess) * (trials[index].family.isBaseline ? 1 : 1 + Self.margin)
        }
        func best(of positions: [Int]) -> Int {
            let best = positions.min { risks[$0] < risks[$1] } ?? reference
            return !isShort || isSurelyBetter(losses[best], than: losses[reference]) ? best : reference
        }
        let baseline = best(of: baselines)
        let champion = best(of: Array(trials.indices))
        return (champion == reference ? baseline : champion, baseline)
    }

    /// Whether losses are smaller with a probability of at least ``certainty``, by Student's test of what blocks as long as
    /// the lead differ by: errors closer than that are of one piece.
    private func isSurelyBetter(_ losses: [Double], than reference: [Double]) -> Bool {
        let excess = self.excess(of: losses, over: reference, blockLength: leadSeconds)
        guard excess.mean < 0, excess.blockCount > 1 else { return false }
        let freedom = Double(excess.blockCount - 1)
        let ratio = excess.mean / max(excess.error, .leastNormalMagnitude)
        // The lower tail of Student's distribution: Abramowitz and Stegun, 26.7.1.
        let chance = regularizedIncompleteBeta(freedom / (freedom + ratio * ratio), freedom / 2, 0.5) / 2
        return chance <= 1 - Self.certainty
    }

    /// The weighted mean with the smallest mean loss.
    func bestCombination(of trials: [Trial]) -> Int? {
        let means = trials.map { trial in trial.family == .combination ? losses(of: trial).reduce(0, +) : .infinity }
        return means.indices.filter { trials[$0].family == .combination }.min { means[$0] < means[$1] }
    }

    private func losses(of trial: Trial) -> [Double] {
        zip(trial.forecasts, values).map { forecast, value in
            let miss = abs(scale.inverse(forecast) - value)
            switch objective {
            case .nmae: return miss / unit
            case .mape: return value == 0 ? 0 : miss / abs(value)
            }
        }
    }

    /// The mean of what losses have over others, its standard error, and of how many blocks of time.
    private func excess(
        of losses: [Double],
        over reference: [Double],
        blockLength: Int
    ) -> (mean: Double, error: Double, blockCount: Int) {
        var sums: [Double] = []
        var counts: [Double] = []
        var block = Int.min
        for index in losses.indices {
            if rows[index] / blockLength != block {
                block = rows[index] / blockLength
                sums.append(0)
                counts.append(0)
            }
            sums[sums.count - 1] += losses[index] - reference[index]
            counts[counts.count - 1] += 1
        }
        let count = Double(losses.count)
        let mean = sums.reduce(0, +) / max(count, 1)
        guard sums.count > 1 else { return (mean, abs(mean), sums.count) }
        let square = zip(sums, counts).reduce(0) { $0 + ($1.0 - mean * $1.1) * ($1.0 - mean * $1.1) }
        let blockCount = Double(sums.count)
        return (mean, (square * blockCount / (blockCount - 1)).squareRoot() / count, sums.count)
    }
}
