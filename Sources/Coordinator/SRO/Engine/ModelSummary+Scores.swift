public import Forecasting

extension ModelSummary.Horizon {
    /// Takes over a model's own score.
    public init(_ score: HorizonScore) {
        let champion = score.championScore
        self.init(
            horizon: score.horizonSeconds,
            family: score.champion.rawValue,
            nmae: champion.flatMap { finite($0.nmae) },
            mape: champion.flatMap { finite($0.mape) },
            baselines: score.candidates.filter(\.family.isBaseline).map { candidate in
                ModelSummary.Score(
                    family: candidate.family.rawValue,
                    nmae: finite(candidate.nmae),
                    mape: finite(candidate.mape)
                )
            },
            coverage: score.coverage.flatMap(finite),
            samples: score.samples
        )
    }
}

extension ModelSummary.Gate {
    /// Judges a model by its held-out score at one horizon: it has to beat the best baseline, and by enough.
    public init(scores: [HorizonScore], horizon: Int, objective: Objective, limit: Double) {
        let score = scores.first { $0.horizonSeconds == horizon }
        let error = score?.championScore?.error(for: objective)
        let baseline = score?.bestBaseline(for: objective)?.error(for: objective)
        var ratio: Double?
        if let error, let baseline, baseline > 0 { ratio = finite(error / baseline) }
        let passed = score?.beatsBaselines == true && (ratio.map { $0 <= limit } ?? false)
        self.init(passed: passed, ratio: ratio, horizon: horizon)
    }
}

/// The number, or `nil` when it is none: JSON has neither NaN nor infinity.
func finite(_ value: Double) -> Double? {
    value.isFinite ? value : nil
}
