extension DecisionRecord {
    /// The decision in words: when, what, on which forecast, by which rule, what else there was, and what came of it.
    public var explanation: String {
        ([headline] + decisionSentences + [outcomeSentence, effectSentence].compactMap { $0 }).joined(separator: " ")
    }

    private var headline: String {
        let time = utcText(milliseconds: decision.milliseconds)
        let words = decision.reason.map { " (\"\($0)\")" } ?? ""
        switch decision.kind {
        case .upgrade: return "\(time): upgrade from \(decision.from) to \(decision.to)."
        case .downgrade: return "\(time): downgrade from \(decision.from) to \(decision.to)."
        case .fallback: return "\(time): fall back from \(decision.from) to \(decision.to)."
        case .hold: return "\(time): stay at \(decision.from), although \(decision.to) was wanted."
        case .operator where decision.to == decision.from:
            return "\(time): the operator asked for flavor \(decision.to) once more\(words)."
        case .operator:
            return "\(time): the operator asked for flavor \(decision.to) instead of \(decision.from)\(words)."
        case .mode: return "\(time): the operator set the mode to \(decision.mode.rawValue)\(words)."
        case .override: return "\(time): the operator changed the override of the gate\(words)."
        }
    }

    private var decisionSentences: [String] {
        var sentences: [String] = []
        if let kpi = decision.kpi, decision.forecast != nil {
            sentences.append("The KPI \(decision.agreement.kpi) was \(amount(kpi)).")
        }
        if let forecast = decision.forecast { sentences.append(sentence(on: forecast)) }
        if let cause = causes { sentences.append(cause) }
        if let why = ruleSentence { sentences.append(why) }
        sentences += decision.alternatives.map { alternative in
            """
            With the inputs of that second, \(alternative.flavor) was expected to reach \(amount(alternative.value)) \
            (\(amount(alternative.lower)) to \(amount(alternative.upper))), \
            a violation with probability \(percent(alternative.violationProbability)).
            """
        }
        if let hold = holdSentence { sentences.append(hold) }
        return sentences
    }

    private func sentence(on forecast: Decision.Evidence) -> String {
        let bound =
            decision.agreement.upper.map { "at or above \(amount($0))" }
            ?? decision.agreement.lower.map { "at or below \(amount($0))" } ?? "in violation"
        let degraded =
            forecast.isDegraded ? " Only \(percent(forecast.freshShare)) of the inputs were fresh." : ""
        return """
            The \(forecast.family) model forecast \(amount(forecast.value)) (\(amount(forecast.lower)) to \
            \(amount(forecast.upper))) at \(forecast.flavor) for \(forecast.horizon) s ahead: \(bound) with probability \
            \(percent(forecast.violationProbability)).\(degraded)
            """
    }

    private var causes: String? {
        let largest = decision.contributions.prefix(3).filter { $0.value != 0 }
        guard !largest.isEmpty else { return nil }
        let words = largest.map { "\($0.name) (\($0.value >= 0 ? "+" : "")\(amount($0.value)))" }
        return "Most was added by \(words.joined(separator: ", "))."
    }

    private var ruleSentence: String? {
        switch Verdict.Rule(rawValue: decision.rule) {
        case .violationProbable: "Rule: a violation was probable at the flavor in force."
        case .lowerFlavorHolds: "Rule: the lower flavor would hold the agreement with a margin, for long enough."
        case .dataLost: "Rule: there had been no fresh forecast for too long."
        case .operatorWants, nil: nil
        }
    }

    private var holdSentence: String? {
        switch decision.holdReason {
        case .minimumDwell: "Not done: the flavor had not been in force for its minimum time."
        case .cooldown: "Not done: the last change was too recent."
        case .budget: "Not done: the budget of changes for this hour is used up."
        case .gate: "Not done: the model has not beaten the baselines on held-out rows, and nobody overrides."
        case .endOfLadder: "Not done: there is no flavor in that direction."
        case .limit: "Not done: the policy's limits exclude that flavor."
        case .busy: "Not done: another change was under way."
        case nil: nil
        }
    }

    private var outcomeSentence: String? {
        switch outcome?.state {
        case .applied: outcome.map { "Applied: \($0.detail)." }
        case .failed: outcome.map { "The actuator failed: \($0.detail)." }
        case .dryRun: "Nothing was changed: dry run."
        case .nothing: nil
        case nil: decision.changesFlavor ? "What came of it is not known yet." : nil
        }
    }

    private var effectSentence: String? {
        guard let effect, let after = effect.violationShareAfter else { return nil }
        let before = effect.violationShareBefore.map(percent) ?? "an unknown share"
        return "In violation were \(before) of the \(effect.seconds) s before and \(percent(after)) of as many after."
    }

    private func amount(_ value: Double) -> String {
        let unit = decision.agreement.unit.isEmpty ? "" : " \(decision.agreement.unit)"
        return "\(shortText(value))\(unit)"
    }

    private func percent(_ share: Double) -> String {
        "\(shortText(share * 100)) %"
    }
}

/// Three significant digits, without an exponent for everyday sizes.
package func shortText(_ value: Double) -> String {
    guard value.isFinite else { return "unknown" }
    guard value != 0 else { return "0" }
    guard abs(value) < 1e15, abs(value) >= 1e-6 else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 100 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
}
