public import Forecasting

extension SliceEngine {
    /// How often, in seconds, it is looked whether a model should be trained anew.
    static let retrainingInterval: Int64 = 60

    /// A new model beside the one that serves.
    struct Challenger: Sendable {
        var model: FlavorModel
        var live: LiveModel
        var challenge: Challenge
    }

    /// Lets a new model forecast beside the one that serves, until it has shown that it is better, or has not.
    ///
    /// A flavor that has no model gets it at once.
    public mutating func challenge(_ model: FlavorModel) {
        guard models[model.flavor] != nil else {
            install(model)
            return
        }
        begin(Challenge(rules: challengeRules), by: model)
    }

    /// Goes on with a challenge from before a restart.
    ///
    /// - Parameters:
    ///   - model: The challenger.
    ///   - progress: What ``challengeProgress`` has said of it.
    /// - Throws: ``ForecastingError`` when the progress cannot be read; there is no challenge then.
    public mutating func resumeChallenge(_ model: FlavorModel, progress: [UInt8]) throws(ForecastingError) {
        guard models[model.flavor] != nil else { return }
        begin(try Challenge(resuming: progress, rules: challengeRules), by: model)
    }

    /// What each challenger and the model that it challenges have shown so far.
    public var challengeProgress: [(flavor: String, version: Int, bytes: [UInt8])] {
        challengers.values.map { ($0.model.flavor, $0.model.version, $0.challenge.encoded()) }
            .sorted { $0.0 < $1.0 }
    }

    /// The model that serves a flavor.
    package func model(of flavor: String) -> FlavorModel? { models[flavor] }

    /// The model that challenges it.
    package func challenger(of flavor: String) -> FlavorModel? { challengers[flavor]?.model }

    private var challengeRules: Challenge.Rules { Challenge.Rules(objective: slice.training.objective) }

    private mutating func begin(_ challenge: Challenge, by model: FlavorModel) {
        close()
        challengers[model.flavor] = Challenger(model: model, live: LiveModel(model), challenge: challenge)
    }

    mutating func contest(_ row: AssembledSecond, champion: [Forecast]) -> [Effect] {
        // Taken out while it works, for else its windows were copied.
        guard var challenger = challengers.removeValue(forKey: flavor) else { return [] }
        challenger.live.append(row, columns: assembler.columns)
        let forecasts = challenger.live.forecasts(bound: slice.bound, explaining: false)
        challenger.challenge.await(champion: champion, challenger: forecasts)
        let verdict = challenger.challenge.resolve(second: row.second, truth: row.kpi)
        switch verdict {
        case .undecided:
            challengers[flavor] = challenger
            return []
        case .promote(let ratio):
            put(challenger)
            return [.promote(flavor: flavor, version: challenger.model.version, errorRatio: ratio)]
        case .dismiss(let ratio):
            return [.dismiss(flavor: flavor, version: challenger.model.version, errorRatio: ratio)]
        }
    }

    mutating func retraining(at second: Int64) -> [Effect] {
        guard second % Self.retrainingInterval == 0, challengers[flavor] == nil, let model = live[flavor] else {
            return []
        }
        guard let reason = triggers[flavor]?.reason(at: second, performance: model.performance) else { return [] }
        triggers[flavor]?.trainingBegan(at: second)
        return [.retrain(flavor: flavor, reason: reason)]
    }

    /// The challenger serves from now on, with the windows that it has filled beside the champion.
    private mutating func put(_ challenger: Challenger) {
        install(challenger.model)
        live[challenger.model.flavor] = challenger.live
    }
}
