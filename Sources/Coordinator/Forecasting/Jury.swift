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

    private let values: [Double]
    private let blocks: [Int]
    private let objective: Objective
    private let scale: TargetScale
    private let unit: Double

    init(_ held: SampleSet, horizonSeconds: Int, objective: Objective, scale: TargetScale) {
        values = held.values
        let length = max(5, horizonSeconds / 3)
        blocks = held.rows.map { $0 / length }
        self.objective = objective
        self.scale = scale
        let sum = values.reduce(0) { $0 + abs($1) }
        unit = sum > 0 ? sum / Double(values.count) : 1
    }

    /// The positions of the champion and of the best baseline.
    func choose(from trials: [Trial]) -> (champion: Int, baseline: Int) {
        let losses = trials.map { self.losses(of: $0) }
        let means = losses.map { $0.isEmpty ? 0 : $0.reduce(0, +) / Double($0.count) }
        let baselines = trials.indices.filter { trials[$0].family.isBaseline }
        let plain = baselines.filter { [.lastValue, .runningMedian].contains(trials[$0].family) }
        let reference = (plain.isEmpty ? baselines : plain).min { means[$0] < means[$1] } ?? 0
        let risks = trials.indices.map { index -> Double in
            guard means[index].isFinite else { return .infinity }
            let excess = standardError(of: losses[index], beside: losses[reference])
            return (means[index] + Self.caution * excess) * (trials[index].family.isBaseline ? 1 : 1 + Self.margin)
        }
        let baseline = baselines.min { risks[$0] < risks[$1] } ?? 0
        return (trials.indices.min { risks[$0] < risks[$1] } ?? baseline, baseline)
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

    private func standardError(of losses: [Double], beside reference: [Double]) -> Double {
        var sums: [Double] = []
        var counts: [Double] = []
        var block = Int.min
        for index in losses.indices {
            if blocks[index] != block {
                block = blocks[index]
                sums.append(0)
                counts.append(0)
            }
            sums[sums.count - 1] += losses[index] - reference[index]
            counts[counts.count - 1] += 1
        }
        let count = Double(losses.count)
        guard sums.count > 1 else { return sums.first.map { abs($0) / max(count, 1) } ?? 0 }
        let mean = sums.reduce(0, +) / count
        let square = zip(sums, counts).reduce(0) { $0 + ($1.0 - mean * $1.1) * ($1.0 - mean * $1.1) }
        let blockCount = Double(sums.count)
        return (square * blockCount / (blockCount - 1)).squareRoot() / count
    }
}
