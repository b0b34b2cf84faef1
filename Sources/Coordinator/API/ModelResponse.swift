import SRO

/// A model as it is listed.
struct ModelResponse: Codable {
    var version: Int
    var flavor: String
    var createdMilliseconds: Int64
    var active: Bool
    var role: Role
    var rows: Int
    var fromSecond: Int64
    var toSecond: Int64
    var inputs: [String]
    var gate: ModelSummary.Gate
    var scores: [ModelSummary.Horizon]
    var counterfactualScores: [ModelSummary.Horizon]
    var served: [Served]
    var challenge: Contest?

    /// What the model does.
    enum Role: String, Codable {
        case champion
        case challenger
        case resting
    }

    struct Contest: Codable {
        struct Standing: Codable {
            var horizon: Int
            var forecasts: Int
            var championError: Double
            var challengerError: Double
        }

        var seconds: Int
        var secondsLeft: Int
        var errorRatio: Double?
        var standings: [Standing]

        init(_ challenge: ChallengeStatus) {
            seconds = challenge.seconds
            secondsLeft = challenge.secondsLeft
            errorRatio = challenge.errorRatio.flatMap { $0.isFinite ? $0 : nil }
            standings = challenge.standings.map { standing in
                Standing(
                    horizon: standing.horizonSeconds,
                    forecasts: standing.forecasts,
                    championError: standing.championError,
                    challengerError: standing.challengerError
                )
            }
        }
    }

    struct Served: Codable {
        var horizon: Int
        var forecasts: Int
        var mae: Double
        var nmae: Double?
        var lastValueMae: Double
        var coverage: Double
    }

    init(_ model: ModelStatus) {
        version = model.version
        flavor = model.flavor
        createdMilliseconds = model.createdMilliseconds
        active = model.isActive
        role = model.isActive ? .champion : model.challenge == nil ? .resting : .challenger
        challenge = model.challenge.map { Contest($0) }
        rows = model.summary.rows
        fromSecond = model.summary.fromSecond
        toSecond = model.summary.toSecond
        inputs = model.summary.inputs.map(\.name)
        gate = model.summary.gate
        scores = model.summary.scores
        counterfactualScores = model.summary.counterfactualScores
        served = model.served.map { accuracy in
            Served(
                horizon: accuracy.horizonSeconds,
                forecasts: accuracy.forecasts,
                mae: accuracy.mae,
                nmae: accuracy.nmae,
                lastValueMae: accuracy.lastValueMAE,
                coverage: accuracy.coverage
            )
        }
    }
}

struct ModelList: Codable {
    var models: [ModelResponse]
}
