import Glibc

/// Weighs experts by how well they have forecast, and goes on doing so with every truth.
///
/// Exponential weights with a fixed share (Herbster and Warmuth, "Tracking the best expert", 1998): after a change, whoever is
/// better now gains weight again. What is shared goes to those who were good at any time (Bousquet and Warmuth, "Tracking a
/// small set of experts by mixing past posteriors", 2002), so that it costs little where nothing changes. Errors of seconds
/// that are closer than the lead are of one piece (Künsch, 1989): a block of them counts as one round. Whoever is silent
/// keeps the share it had among all (Freund, Schapire, Singer and Warmuth, "Using and combining predictors that specialize",
/// 1997).
///
/// A part of an expert's loss is what more of it would have done to the mixture's loss, by that loss's slope (Kivinen and
/// Warmuth, "Exponentiated gradient versus gradient descent for linear predictors", 1997): those whose errors make up for each
/// other's gain weight together, though neither is best. A convex loss lies above its slope, so that the bound below stays.
///
/// The regret bound of the first paper holds for the mean loss: over T seconds with m changes of the best expert, the mixture
/// loses at most the better expert's loss and a term that grows as (m + 1)·log T blocks, in units of the baselines' usual
/// loss, on a scale on which the loss is convex. Training replays held-out forecasts through the same code in order of time,
/// each truth known only when its second has come, and what comes out of that is what serving starts with.
package struct Mixture: Sendable, Hashable {
    /// How much a block's loss counts, in units of the baselines' usual loss.
    static let rate = 2.0
    /// After how many blocks all of the weight would have been shared out once.
    static let sharingBlocks = 20.0
    /// The part of what is shared that goes back to where everything began.
    static let floor = 0.1
    /// A loss of more than this many times the baselines' usual loss is all the same.
    static let limit = 10.0
    /// A block has at least this many seconds.
    static let shortestBlock = 20.0
    /// For how many seconds the baselines' loss is remembered.
    static let memory = 300.0
    /// The part of a loss that is the slope of the mixture's where truths come within the shortest block; the error of one
    /// that comes later says less about the next one.
    static let slopePart = 0.5

    /// Each expert's share before anything is known; the two plain baselines are to be beaten.
    static let beginning: SIMD8<Double> = {
        var shares = SIMD8<Double>(repeating: 0)
        shares[Expert.lastValue.rawValue] = 0.23
        shares[Expert.runningMedian.rawValue] = 0.23
        shares[Expert.recentMean.rawValue] = 0.17
        shares[Expert.seasonal.rawValue] = 0.02
        shares[Expert.trainingMedian.rawValue] = 0.02
        shares[Expert.line.rawValue] = 0.05
        shares[Expert.trees.rawValue] = 0.12
        shares[Expert.moderate.rawValue] = 0.16
        return shares
    }()

    /// The shares of all experts; they sum up to one.
    var weights = beginning
    /// The mean of all shares there have been.
    var pastWeights = beginning
    /// How many truths have been met, with those that the beginning counts for.
    var rounds: Double
    /// The sum of the baselines' losses and their number, the older the less.
    var usualLoss = 0.0
    var usualCount = 0.0
    /// How many seconds count as one round.
    let blockSeconds: Double

    /// Begins with the shares of those who know nothing.
    package init(horizonSeconds: Int) {
        blockSeconds = max(Double(horizonSeconds + 1), Self.shortestBlock)
        rounds = 3 * blockSeconds
    }

    /// The shares of those who speak; they sum up to one when anybody does.
    func shares(of opinions: Opinions) -> SIMD8<Double> {
        let awake = opinions.values .== opinions.values
        let heard = weights.replacing(with: 0, where: .!awake)
        let sum = heard.sum()
        return sum > 0 ? heard / sum : heard
    }

    /// The weighted mean of those who speak, on the KPI's scale.
    package func value(of opinions: Opinions) -> Double {
        let spoken = opinions.values.replacing(with: 0, where: opinions.values .!= opinions.values)
        return (shares(of: opinions) * spoken).sum()
    }

    /// Learns from what came true.
    ///
    /// - Parameters:
    ///   - truth: In the KPI's own unit.
    mutating func learn(_ opinions: Opinions, truth: Double, scale: TargetScale, objective: Objective) {
        let size = objective == .nmae ? 1 : abs(truth)
        guard size > 0, truth.isFinite else { return }
        let error = scale.inverse(value(of: opinions)) - truth
        var losses = SIMD8<Double>(repeating: .nan)
        var slopes = losses
        for expert in Expert.allCases where opinions[expert].isFinite {
            let own = scale.inverse(opinions[expert]) - truth
            losses[expert.rawValue] = abs(own) / size
            // The mixture's loss and what its slope makes of the way from the mixture to the expert.
            slopes[expert.rawValue] = (error < 0 ? -own : own) / size
        }
        learn(losses: losses, slopes: slopes)
    }

    /// Learns from the loss of each expert, `.nan` where one was silent.
    ///
    /// - Parameters:
    ///   - losses: The expert's own.
    ///   - slopes: What the mixture would have lost had its loss gone on by its slope as far as the expert; `nil` leaves the
    ///     expert's own.
    package mutating func learn(losses: SIMD8<Double>, slopes: SIMD8<Double>? = nil) {
        let plain = [Expert.lastValue, .runningMedian].map { losses[$0.rawValue] }.filter(\.isFinite).min()
        let usual = plain ?? losses[Expert.trainingMedian.rawValue]
        guard usual.isFinite else { return }
        usualLoss += usual - usualLoss / Self.memory
        usualCount += 1 - usualCount / Self.memory
        let unit = max(usualLoss / usualCount, .leastNormalMagnitude)
        let (before, rate) = (weights, Self.rate / blockSeconds)
        let part = blockSeconds > Self.shortestBlock ? 0 : Self.slopePart
        var (heard, left) = (0.0, 0.0)
        for place in 0..<Expert.allCases.count where losses[place].isFinite {
            heard += before[place]
            let loss = (losses[place] + part * ((slopes ?? losses)[place] - losses[place])) / unit
            weights[place] = before[place] * exp(-rate * min(max(loss, -Self.limit), Self.limit))
            left += weights[place]
        }
        guard left > 0 else {
            weights = before
            return
        }
        for place in 0..<Expert.allCases.count where losses[place].isFinite { weights[place] *= heard / left }
        rounds += 1
        pastWeights += (weights - pastWeights) / rounds
        let shared = 1 / (Self.sharingBlocks * blockSeconds)
        let target = (1 - Self.floor) * pastWeights + Self.floor * Self.beginning
        weights = (1 - shared) * weights + shared * target
        weights /= weights.sum()
    }
}

extension Mixture {
    /// The experts' shares with the mean of others given to those that it is made of.
    func plainShares(of opinions: Opinions) -> SIMD8<Double> {
        var shares = self.shares(of: opinions)
        let parts = opinions.moderateParts
        let mean = shares[Expert.moderate.rawValue]
        for part in parts { shares[part.rawValue] += mean / Double(parts.count) }
        if !parts.isEmpty { shares[Expert.moderate.rawValue] = 0 }
        return shares
    }

    /// The weight of the models among those who speak.
    func modelShare(of opinions: Opinions) -> Double {
        let shares = self.shares(of: opinions)
        return Expert.allCases.reduce(0) { $1.needsInputs ? $0 + shares[$1.rawValue] : $0 }
    }

    /// What a forecast of these shares is called: by the models' names only where they have a say.
    func family(of opinions: Opinions) -> ForecastFamily {
        let shares = self.shares(of: opinions)
        if modelShare(of: opinions) >= LiveHorizon.leastShare { return .combination }
        let heaviest = Expert.allCases.filter { !$0.needsInputs }.max { shares[$0.rawValue] < shares[$1.rawValue] }
        return heaviest?.family ?? .runningMedian
    }
}
