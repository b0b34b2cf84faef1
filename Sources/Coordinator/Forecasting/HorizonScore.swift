/// How a horizon's candidates did on the held-out last part of the training span.
public struct HorizonScore: Sendable, Hashable {
    /// The errors of one family.
    public struct Candidate: Sendable, Hashable {
        /// Who was judged.
        public var family: ForecastFamily
        /// Sum of absolute errors over the sum of the KPI.
        public var nmae: Double
        /// Mean of the absolute errors as a share of each value, in percent.
        public var mape: Double

        /// The errors of a family.
        public init(family: ForecastFamily, nmae: Double, mape: Double) {
            self.family = family
            self.nmae = nmae
            self.mape = mape
        }

        /// The error that `objective` looks at.
        public func error(for objective: Objective) -> Double {
            switch objective {
            case .nmae: nmae
            case .mape: mape
            }
        }
    }

    /// How far ahead, in seconds.
    public var horizonSeconds: Int
    /// The family that serves.
    public var champion: ForecastFamily
    /// How many held-out samples were judged.
    public var samples: Int
    /// Every family that was judged, baselines first.
    public var candidates: [Candidate]

    /// The scores of one horizon.
    public init(
        horizonSeconds: Int,
        champion: ForecastFamily,
        samples: Int,
        candidates: [Candidate]
    ) {
        self.horizonSeconds = horizonSeconds
        self.champion = champion
        self.samples = samples
        self.candidates = candidates
    }

    /// The errors of the family that serves.
    public var championScore: Candidate? { candidates.first { $0.family == champion } }

    /// The baseline with the smallest error.
    public func bestBaseline(for objective: Objective) -> Candidate? {
        candidates.filter(\.family.isBaseline).min { $0.error(for: objective) < $1.error(for: objective) }
    }

    /// Whether a model serves, because it was better than every baseline.
    public var beatsBaselines: Bool { !champion.isBaseline }
}
