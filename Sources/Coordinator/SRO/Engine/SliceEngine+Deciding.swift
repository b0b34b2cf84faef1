import Forecasting
import Store

extension SliceEngine {
    /// A hold for the same reason is written down again after this many milliseconds at the earliest.
    static let holdInterval: Int64 = 300_000

    mutating func decide(on forecasts: [Forecast], at milliseconds: Int64) -> Decision? {
        guard mode.decides, !isBusy else { return nil }
        let current = Assessment(of: forecasts, upTo: slice.policy.horizon)
        let alternatives = neighbourAssessments()
        let verdict = policy.verdict(on: situation(current, alternatives, at: milliseconds))
        switch verdict {
        case .stay:
            return nil
        case .change(let change):
            // Several seconds may be taken at once; the next one must not want the same change again.
            if mode == .act { isBusy = true }
            return decision(change, hold: nil, current, alternatives, at: milliseconds)
        case .hold(let change, let reason):
            if let last = lastHolds[change], (0..<Self.holdInterval).contains(milliseconds - last) { return nil }
            lastHolds[change] = milliseconds
            return decision(change, hold: reason, current, alternatives, at: milliseconds)
        }
    }

    mutating func decideWithoutForecast(at milliseconds: Int64) -> Decision? {
        guard let lastForecasts else {
            return models[flavor] == nil ? nil : decide(on: [], at: milliseconds)
        }
        // Between two seconds there is nothing new to decide on; only a long silence is.
        let age = milliseconds - (lastForecasts.second + 1) * 1000
        return age > Int64(slice.policy.forecastAge) * 1000 ? decide(on: [], at: milliseconds) : nil
    }

    /// A decision of the operator, or about how far the orchestration may go.
    func operatorDecision(
        _ kind: Decision.Kind,
        to flavor: String? = nil,
        mode: OrchestrationMode? = nil,
        reason: String?,
        at milliseconds: Int64
    ) -> Decision {
        Decision(
            slice: slice.id,
            milliseconds: milliseconds,
            kind: kind,
            rule: Verdict.Rule.operatorWants.rawValue,
            mode: mode ?? self.mode,
            from: self.flavor,
            to: flavor ?? self.flavor,
            holdReason: nil,
            agreement: agreement,
            kpi: lastKPI?.value,
            forecast: nil,
            contributions: [],
            inputs: [],
            alternatives: [],
            modelVersion: models[self.flavor]?.version,
            reason: reason
        )
    }

    private func situation(
        _ current: Assessment?,
        _ alternatives: [String: Assessment],
        at milliseconds: Int64
    ) -> Situation {
        Situation(
            milliseconds: milliseconds,
            flavor: flavor,
            mode: mode,
            mayAct: isOverridden || models[flavor]?.summary.gate.passed == true,
            expectsForecasts: models[flavor] != nil,
            current: current,
            alternatives: alternatives
        )
    }

    private mutating func neighbourAssessments() -> [String: Assessment] {
        var assessments: [String: Assessment] = [:]
        let here = slice.flavor(flavor)
        for id in [here?.downgrade, here?.upgrade].compactMap({ $0 }) where live[id] != nil {
            let forecasts = live[id]?.counterfactualForecasts(bound: slice.bound)
            assessments[id] = forecasts.flatMap { Assessment(of: $0, upTo: slice.policy.horizon) }
        }
        return assessments
    }

    private mutating func decision(
        _ change: Verdict.Change,
        hold: HoldReason?,
        _ current: Assessment?,
        _ alternatives: [String: Assessment],
        at milliseconds: Int64
    ) -> Decision {
        let explained = live[flavor]?.forecasts(bound: slice.bound, explaining: true).first { forecast in
            forecast.horizonSeconds == current?.forecast.horizonSeconds
        }
        let names = live[flavor]?.inputNames ?? []
        let inputs = zip(names, live[flavor]?.lastInputs ?? []).map { Decision.Input(name: $0, value: finite($1)) }
        return Decision(
            slice: slice.id,
            milliseconds: milliseconds,
            kind: kind(of: change, isHeld: hold != nil),
            rule: change.rule.rawValue,
            mode: mode,
            from: change.from,
            to: change.to,
            holdReason: hold,
            agreement: agreement,
            kpi: memory.last,
            forecast: current.map { Decision.Evidence($0, flavor: flavor) },
            contributions: explained.map { Decision.Contribution.all(in: $0) } ?? [],
            inputs: inputs,
            alternatives: alternatives.sorted { $0.key < $1.key }.map { Decision.Evidence($0.value, flavor: $0.key) },
            modelVersion: models[flavor]?.version,
            reason: nil
        )
    }

    private func kind(of change: Verdict.Change, isHeld: Bool) -> Decision.Kind {
        guard !isHeld else { return .hold }
        switch change.rule {
        case .violationProbable: return .upgrade
        case .lowerFlavorHolds: return .downgrade
        case .dataLost: return .fallback
        case .operatorWants: return .operator
        }
    }

    private var agreement: Decision.Agreement {
        switch slice.bound {
        case .upper(let value): .init(kpi: slice.kpi.name, unit: slice.kpi.unit, upper: value, lower: nil)
        case .lower(let value): .init(kpi: slice.kpi.name, unit: slice.kpi.unit, upper: nil, lower: value)
        }
    }
}

extension Decision.Evidence {
    init(_ assessment: Assessment, flavor: String) {
        let forecast = assessment.forecast
        self.init(
            flavor: flavor,
            second: assessment.second,
            horizon: forecast.horizonSeconds,
            dueSecond: forecast.targetSecond,
            value: forecast.value,
            lower: forecast.lower,
            upper: forecast.upper,
            violationProbability: assessment.probability,
            family: forecast.family.rawValue,
            isDegraded: forecast.isDegraded,
            freshShare: forecast.freshShare
        )
    }
}
