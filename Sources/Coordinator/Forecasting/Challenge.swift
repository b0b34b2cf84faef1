import Glibc

/// Lets a newly trained model run beside the one that serves, and says when it has earned to serve in its place.
///
/// Both forecast the same seconds from the same rows; only errors of forecasts that both made of the same second count. The
/// old model can be made the challenger of the new one in the same way, so that it comes back when the new one disappoints.
///
/// The caller forecasts with both, gives the forecasts to ``await(champion:challenger:)``, gives each second's KPI to
/// ``resolve(second:truth:)``, and acts on the ``Verdict``.
public struct Challenge: Sendable {
    /// What a challenger must show.
    public struct Rules: Sendable, Hashable {
        /// Over how many live seconds, for each horizon, the challenger must have been better.
        public var liveSeconds: Int
        /// By what share its error must be smaller, over all horizons.
        public var margin: Double
        /// By what share its error may be greater at any one horizon.
        public var tolerance: Double
        /// After how many live seconds without success the challenger is dismissed.
        public var patienceSeconds: Int
        /// The error that counts.
        public var objective: Objective

        /// Rules with defaults for forecasts that are made every second.
        public init(
            liveSeconds: Int = 600,
            margin: Double = 0.02,
            tolerance: Double = 0.05,
            patienceSeconds: Int = 3_600,
            objective: Objective = .nmae
        ) {
            self.liveSeconds = liveSeconds
            self.margin = margin
            self.tolerance = tolerance
            self.patienceSeconds = patienceSeconds
            self.objective = objective
        }
    }

    /// What is to be done.
    public enum Verdict: Sendable, Equatable {
        /// Both go on.
        case undecided
        /// The challenger serves from now on; its error as a share of the champion's is given.
        case promote(errorRatio: Double)
        /// The challenger is given up; its error as a share of the champion's is given, `nil` when there was nothing to
        /// compare.
        case dismiss(errorRatio: Double?)
    }

    /// How both do at one horizon.
    public struct Standing: Sendable, Hashable {
        /// Seconds ahead.
        public var horizonSeconds: Int
        /// How many forecasts of both are compared; at most ``Rules/liveSeconds``.
        public var forecasts: Int
        /// The mean error of the model that serves: in the KPI's unit, or as a share of the KPI when that is the objective.
        public var championError: Double
        /// The same of the challenger.
        public var challengerError: Double
    }

    /// What counts.
    public let rules: Rules
    /// How many seconds with a KPI have passed since the challenge began.
    public internal(set) var liveSeconds = 0
    var contests: [Int: Contest] = [:]
    private var pending: [Int64: [(horizon: Int, champion: Double, challenger: Double)]] = [:]

    /// Begins a challenge.
    public init(rules: Rules = Rules()) {
        self.rules = rules
    }

    /// Remembers what both said after the same row, until the truth comes.
    ///
    /// Forecasts of horizons that only one of them has are left out.
    public mutating func await(champion: [Forecast], challenger: [Forecast]) {
        for ours in champion {
            guard let theirs = challenger.first(where: { $0.horizonSeconds == ours.horizonSeconds }),
                theirs.targetSecond == ours.targetSecond, ours.value.isFinite, theirs.value.isFinite
            else { continue }
            pending[ours.targetSecond, default: []].append((ours.horizonSeconds, ours.value, theirs.value))
        }
    }

    /// Takes the KPI of a second, in its own unit, and decides.
    ///
    /// Seconds must rise; forecasts of seconds that passed without a KPI are forgotten.
    public mutating func resolve(second: Int64, truth: Double) -> Verdict {
        let forecasts = pending.removeValue(forKey: second) ?? []
        if pending.count > 4_096 { pending = pending.filter { $0.key > second } }
        guard truth.isFinite else { return .undecided }
        liveSeconds += 1
        let unit = rules.objective == .nmae ? 1 : abs(truth)
        if unit > 0 {
            for (horizon, champion, challenger) in forecasts {
                contests[horizon, default: Contest(capacity: rules.liveSeconds)].append(
                    champion: abs(champion - truth) / unit,
                    challenger: abs(challenger - truth) / unit
                )
            }
        }
        if let ratio = errorRatio, isBetterEverywhere, ratio <= 1 - rules.margin { return .promote(errorRatio: ratio) }
        return liveSeconds >= rules.patienceSeconds ? .dismiss(errorRatio: errorRatio) : .undecided
    }

    /// The challenger's error as a share of the champion's over the last ``Rules/liveSeconds``, the geometric mean over
    /// the horizons; `nil` before the first truth.
    public var errorRatio: Double? {
        guard !contests.isEmpty else { return nil }
        return exp(contests.keys.sorted().reduce(0) { $0 + log(contests[$1]?.ratio ?? 1) } / Double(contests.count))
    }

    /// The same for each horizon.
    public var errorRatios: [Int: Double] { contests.mapValues(\.ratio) }

    /// How both do at each horizon, shortest first.
    public var standings: [Standing] {
        contests.sorted { $0.key < $1.key }.map { $1.standing(horizonSeconds: $0) }
    }

    /// Whether every horizon has been compared long enough, and none has become clearly worse.
    private var isBetterEverywhere: Bool {
        contests.values.allSatisfy { $0.isFull && $0.ratio <= 1 + rules.tolerance }
    }
}

extension Challenge {
    /// The errors of both at one horizon, over the last seconds.
    struct Contest: Sendable {
        private var champion: [Double]
        private var challenger: [Double]
        private var next = 0
        private var count = 0

        init(capacity: Int) {
            champion = Array(repeating: 0, count: max(1, capacity))
            challenger = champion
        }

        var isFull: Bool { count == champion.count }

        mutating func append(champion error: Double, challenger other: Double) {
            champion[next] = error
            challenger[next] = other
            next = (next + 1) % champion.count
            count = min(count + 1, champion.count)
        }

        /// The errors of both, oldest first.
        var errors: (champion: [Double], challenger: [Double]) {
            func ordered(_ errors: [Double]) -> [Double] {
                isFull ? Array(errors[next...] + errors[..<next]) : Array(errors[..<count])
            }
            return (ordered(champion), ordered(challenger))
        }

        func standing(horizonSeconds: Int) -> Standing {
            Standing(
                horizonSeconds: horizonSeconds,
                forecasts: count,
                championError: champion.reduce(0, +) / Double(max(1, count)),
                challengerError: challenger.reduce(0, +) / Double(max(1, count))
            )
        }

        /// Two that never err are equal.
        var ratio: Double {
            let (ours, theirs) = (champion.reduce(0, +), challenger.reduce(0, +))
            return ours > 0 ? max(theirs / ours, 1e-6) : theirs > 0 ? 1e6 : 1
        }
    }
}
