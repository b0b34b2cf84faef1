extension Replay.Line {
    private struct DecisionLine: Encodable {
        var number: Int64
        var decision: Decision
        var outcome: DecisionOutcome?
        var explanation: String
    }

    private struct EffectLine: Encodable {
        var number: Int64
        var effect: DecisionEffect
    }

    /// The line as JSON, without a line end; keys in order, so that equal replays are equal bytes.
    public func json(of slice: Slice) -> [UInt8] {
        switch self {
        case .forecast(let forecast):
            var bytes: [UInt8] = []
            forecast.appendJSON(slice: slice, to: &bytes)
            return bytes
        case .decision(let record):
            return JSON.encode(
                DecisionLine(
                    number: record.id,
                    decision: record.decision,
                    outcome: record.outcome,
                    explanation: record.explanation
                )
            )
        case .effect(let number, let effect):
            return JSON.encode(EffectLine(number: number, effect: effect))
        }
    }
}
