public import Store

extension DecisionRecord {
    /// Reads a decision and its notes; `nil` when the bytes are no decision.
    public init?(_ stored: StoredDecision) {
        guard let decision = try? JSON.decode(Decision.self, from: stored.body) else { return nil }
        self.init(id: stored.id, decision: decision, outcome: nil, effect: nil)
        for note in stored.notes {
            switch note.kind {
            case StoredDecision.Note.outcomeKind:
                outcome = try? JSON.decode(DecisionOutcome.self, from: note.body)
            case StoredDecision.Note.effectKind:
                effect = try? JSON.decode(DecisionEffect.self, from: note.body)
            default: break
            }
        }
        if outcome == nil, !decision.changesFlavor {
            outcome = DecisionOutcome(state: .nothing, detail: "", milliseconds: stored.milliseconds)
        }
    }
}

extension StoredDecision.Note {
    static let outcomeKind = "outcome"
    static let effectKind = "effect"

    init(_ outcome: DecisionOutcome) {
        self.init(kind: Self.outcomeKind, milliseconds: outcome.milliseconds, body: JSON.encode(outcome))
    }

    init(_ effect: DecisionEffect, milliseconds: Int64) {
        self.init(kind: Self.effectKind, milliseconds: milliseconds, body: JSON.encode(effect))
    }
}
