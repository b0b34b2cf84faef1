import Forecasting

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
        let rules = Challenge.Rules(objective: slice.training.objective)
        challengers[model.flavor] = Challenger(
            model: model,
            live: LiveModel(model),
            challenge: Challenge(rules: rules)
        )
    }

    mutating func contest(_ row: AssembledSecond, champion: [Forecast]) -> [Effect] {
        guard var challenger = challengers[flavor] else { return [] }
        challenger.live.append(row, columns: assembler.columns)
        let forecasts = challenger.live.forecasts(bound: slice.bound, explaining: false)
        challenger.challenge.await(champion: champion, challenger: forecasts)
        let verdict = challenger.challenge.resolve(second: row.second, truth: row.kpi)
        challengers[flavor] = challenger
        switch verdict {
        case .undecided:
            return []
        case .promote(let ratio):
            challengers[flavor] = nil
            put(challenger)
            return [.promote(flavor: flavor, version: challenger.model.version, errorRatio: ratio)]
        case .dismiss(let ratio):
            challengers[flavor] = nil
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
