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
            coverage: nil,
            samples: score.samples
        )
    }

    /// Takes over what came of forecasts that a family made.
    init(_ outcome: HorizonOutcome, family: String) {
        self.init(
            horizon: outcome.horizonSeconds,
            family: family,
            nmae: finite(outcome.errors.nmae),
            mape: finite(outcome.errors.mape),
            baselines: outcome.baselines.map { baseline in
                ModelSummary.Score(
                    family: baseline.family.rawValue,
                    nmae: finite(baseline.errors.nmae),
                    mape: finite(baseline.errors.mape)
                )
            },
            coverage: outcome.coverage.flatMap(finite),
            samples: outcome.samples
        )
    }
}

extension ModelSummary.Gate {
    /// What anybody can say without a model; a forecast that is no better than this proves nothing.
    private static let naive: Set<ForecastFamily> = [.lastValue, .runningMedian, .trainingMedian]

    /// Judges a model by its held-out score at one horizon: it has to beat the best naive forecast, and by enough.
    public init(scores: [HorizonScore], horizon: Int, objective: Objective, limit: Double) {
        let score = scores.first { $0.horizonSeconds == horizon }
        let error = score?.championScore?.error(for: objective)
        let best = score?.candidates.filter { Self.naive.contains($0.family) }.map { $0.error(for: objective) }.min()
        var ratio: Double?
        if let error, let best, best > 0 { ratio = finite(error / best) }
        let isNaive = score.map { Self.naive.contains($0.champion) } ?? true
        let passed = !isNaive && (ratio.map { $0 <= limit } ?? false)
        self.init(passed: passed, ratio: ratio, horizon: horizon)
    }
}

/// The number, or `nil` when it is none: JSON has neither NaN nor infinity.
func finite(_ value: Double) -> Double? {
    value.isFinite ? value : nil
}
