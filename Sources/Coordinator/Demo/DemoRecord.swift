/// What the demo has seen until now.
struct DemoRecord {
    var startedMilliseconds: Int64 = 0
    var duration = Duration.zero
    var whyNotClosedLoop: String?
    var phases: [DemoReport.Phase] = []
    var models: [ModelState] = []
    var wasGateOverridden = false
    var decisions: [SliceDecision] = []
    var kpi: [DemoReport.Point] = []
    var forecasts: [SliceForecast] = []
    var leftovers: [String] = []

    /// The seconds of the first phase of that name.
    func seconds(of phase: String) -> ClosedRange<Int64>? {
        phases.first { $0.name == phase }.map { $0.fromSecond...$0.toSecond }
    }

    /// All of it, with what follows from it.
    func report(of settings: DemoSettings, isFast: Bool) -> DemoReport {
        func violations(in phase: String) -> DemoReport.Violations {
            let range = seconds(of: phase)
            return DemoReport.Violations(
                of: kpi.filter { range?.contains($0.second) ?? false },
                bound: settings.bound
            )
        }
        let acting = seconds(of: "orchestrating")
        let changes = decisions.filter { decision in
            decision.executed && decision.from != decision.to && decision.kind != "operator"
                && acting?.contains(decision.milliseconds / 1000) ?? false
        }
        return DemoReport(
            isFast: isFast,
            isClosedLoop: whyNotClosedLoop == nil,
            whyNotClosedLoop: whyNotClosedLoop,
            startedMilliseconds: startedMilliseconds,
            durationSeconds: duration / .seconds(1),
            settings: settings,
            phases: phases,
            models: models.map { DemoReport.Model($0, horizon: settings.horizon) },
            wasGateOverridden: wasGateOverridden,
            accuracy: DemoReport.Accuracy(of: forecasts, horizon: settings.horizon),
            withoutOrchestration: violations(in: "forecasting"),
            withOrchestration: violations(in: "orchestrating"),
            flavorChanges: changes.count,
            decisions: decisions,
            kpi: kpi,
            forecasts: forecasts,
            leftovers: leftovers
        )
    }
}

extension DemoReport.Model {
    fileprivate init(_ model: ModelState, horizon: Int) {
        let score = model.scores.first { $0.horizon == horizon }
        self.init(
            flavor: model.flavor,
            rows: model.rows,
            inputs: model.inputs,
            family: score?.family ?? "unknown",
            nmae: score?.nmae,
            lastValueNMAE: score?.baselines.first { $0.family == "last-value" }?.nmae,
            passedGate: model.gate?.passed ?? false
        )
    }
}
