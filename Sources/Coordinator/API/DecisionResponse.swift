import SRO

/// A decision, what it was made on, and what became of it.
struct DecisionResponse: Codable {
    struct Evidence: Codable {
        var flavor: String
        var madeSecond: Int64
        var dueSecond: Int64
        var horizon: Int
        var value: Double?
        var lower: Double?
        var upper: Double?
        var violationProbability: Double?
        var family: String
        var degraded: Bool
        var freshShare: Double

        init(_ evidence: Decision.Evidence) {
            flavor = evidence.flavor
            madeSecond = evidence.second
            dueSecond = evidence.dueSecond
            horizon = evidence.horizon
            value = evidence.value.known
            lower = evidence.lower.known
            upper = evidence.upper.known
            violationProbability = evidence.violationProbability.known
            family = evidence.family
            degraded = evidence.isDegraded
            freshShare = evidence.freshShare
        }
    }

    struct Outcome: Codable {
        var state: String
        var detail: String
        var milliseconds: Int64
    }

    var id: Int64
    var slice: String
    var milliseconds: Int64
    var kind: String
    var rule: String
    var holdReason: String?
    var mode: String
    var from: String
    var to: String
    var executed: Bool
    var agreement: Decision.Agreement
    var kpi: Double?
    var horizon: Int?
    var forecast: Evidence?
    var contributions: [Decision.Contribution]
    var inputs: [Decision.Input]
    var alternatives: [Evidence]
    var model: Int?
    var reason: String?
    var outcome: Outcome?
    var helped: DecisionEffect?
    var explanation: String

    init(_ record: DecisionRecord) {
        let decision = record.decision
        id = record.id
        slice = decision.slice
        milliseconds = decision.milliseconds
        kind = decision.kind.rawValue
        rule = decision.rule
        holdReason = decision.holdReason?.rawValue
        mode = decision.mode.rawValue
        from = decision.from
        to = decision.to
        executed = record.outcome?.state == .applied
        agreement = decision.agreement
        kpi = decision.kpi?.known
        horizon = decision.forecast?.horizon
        forecast = decision.forecast.map { Evidence($0) }
        contributions = decision.contributions
        inputs = decision.inputs
        alternatives = decision.alternatives.map { Evidence($0) }
        model = decision.modelVersion
        reason = decision.reason
        outcome = record.outcome.map { outcome in
            Outcome(state: outcome.state.rawValue, detail: outcome.detail, milliseconds: outcome.milliseconds)
        }
        helped = record.effect
        explanation = record.explanation
    }
}

struct DecisionList: Codable {
    var decisions: [DecisionResponse]
}

struct DecisionMade: Codable {
    var decision: DecisionResponse
}
