import Charts

extension DemoReport {
    /// The report as one page that loads nothing.
    public func html() -> String {
        HTMLReport(
            title: "A closed loop on one machine",
            subtitle: "\(isFast ? "Short demo" : "Demo") of \(Text.date(startedMilliseconds)), "
                + "\(Int(durationSeconds.rounded())) s in all",
            sections: [
                overview, comparison, section("Forecasting, without orchestration", of: "forecasting"),
                section("Orchestrating", of: "orchestrating"), decisionList, accuracySection, modelList, course,
                conditions,
            ]
        ).html()
    }

    private var overview: HTMLReport.Section {
        let spared = withOrchestration.share <= withoutOrchestration.share
        var blocks: [HTMLReport.Block] = [
            .figures([
                .init(
                    "Violations with orchestration",
                    value: Text.percent(withOrchestration.share),
                    detail: "\(Text.percent(withoutOrchestration.share)) without, under the same load",
                    tone: spared ? .good : .bad
                ),
                .init(
                    "Error \(accuracy.horizon) s ahead",
                    value: "\(Text.milliseconds(accuracy.forecast?.mae)) ms",
                    detail: "last value \(Text.milliseconds(accuracy.lastValue?.mae)) ms, "
                        + "running median \(Text.milliseconds(accuracy.runningMedian?.mae)) ms",
                    tone: accuracy.beatsLastValue ? .good : .bad
                ),
                .init(
                    "True values inside the interval",
                    value: Text.percent(accuracy.coverage),
                    detail: "nominal 90 %"
                ),
                .init("Flavor changes", value: "\(flavorChanges)", detail: "while decisions were carried out"),
            ]),
            .text(verdict),
        ]
        if let whyNotClosedLoop {
            blocks.append(.note("The flavor was not changed for real: \(whyNotClosedLoop)."))
        }
        if wasGateOverridden {
            blocks.append(
                .note(
                    "A model had not passed its gate, so the coordinator would not have acted on its own. The demo told "
                        + "it to act all the same, to show the loop."
                )
            )
        }
        if isFast {
            blocks.append(
                .note(
                    "This was the short demo: the load rises and falls every \(Int(settings.period)) s and forecasts look "
                        + "\(settings.horizon) s ahead instead of 30."
                )
            )
        }
        return .init("Outcome", blocks)
    }

    private var comparison: HTMLReport.Section {
        let lines = [("without orchestration", "forecasting"), ("with orchestration", "orchestrating")].compactMap {
            name,
            phase -> LineChart.Line? in
            guard let range = seconds(of: phase) else {
                return nil
            }
            let points = kpi.filter { range.contains($0.second) }
            return LineChart.Line(
                name,
                x: points.map { Double($0.second - range.lowerBound) },
                y: points.map { $0.value ?? .nan }
            )
        }
        let chart = LineChart(
            title: "R_99 in both phases, from the beginning of the load",
            description: "Two lines over the same course of the load, and the bound of the agreement.",
            xAxis: Axis("seconds of load"),
            yAxis: Axis("R_99, ms", kind: .logarithmic),
            lines: lines,
            bounds: [.init("agreement", value: settings.bound)],
            widestStep: 2
        )
        return .init(
            "The same load, twice",
            [
                .text(
                    "Both phases see the same random course of clients and operations (seed \(settings.comparisonSeed)). In "
                        + "the first, decisions were only written down and the slice stayed at \(settings.flavors[0].name); "
                        + "in the second they were carried out."
                ),
                .chart(chart),
            ]
        )
    }

    private func section(_ title: String, of phase: String) -> HTMLReport.Section {
        guard let range = seconds(of: phase) else {
            return .init(title, [.text("This phase did not happen.")])
        }
        let points = kpi.filter { range.contains($0.second) }
        let due = forecasts.filter { range.contains($0.dueSecond) }.sorted { $0.dueSecond < $1.dueSecond }
        let x = due.map { Double($0.dueSecond) }
        let chart = LineChart(
            title: "R_99, and what had been forecast \(settings.horizon) s before",
            description: "The true values, the forecasts for the same seconds with their intervals, and the decisions.",
            yAxis: Axis("R_99, ms", kind: .logarithmic),
            lines: [
                .init("true value", x: points.map { Double($0.second) }, y: points.map { $0.value ?? .nan }),
                .init("forecast", x: x, y: due.map(\.value)),
            ],
            bands: [
                .init(
                    "90 % interval",
                    x: x,
                    lower: due.map { $0.lower ?? .nan },
                    upper: due.map { $0.upper ?? .nan },
                    color: 1
                )
            ],
            bounds: [.init("agreement", value: settings.bound)],
            markers: changes(in: range).map { decision in
                .init(
                    decision.executed ? decision.kind : "\(decision.kind) (not carried out)",
                    x: Double(decision.milliseconds) / 1000,
                    detail: decision.explanation ?? decision.kind
                )
            },
            spans: flavorSpans(in: range),
            widestStep: 2
        )
        let probability = LineChart(
            title: "Probability that the agreement is broken, as forecast \(settings.horizon) s before",
            description: "The forecast probability of a violation.",
            yAxis: Axis("probability", range: 0...1),
            lines: [.init("", x: x, y: due.map { $0.violationProbability ?? .nan }, color: 1)],
            widestStep: 2
        )
        var small = probability
        small.size = (960, 200)
        return .init(title, [.chart(chart), .chart(small)])
    }

    private var decisionList: HTMLReport.Section {
        let shown = decisions.filter { $0.from != $0.to || $0.kind == "mode" || $0.kind == "override" }
        guard !shown.isEmpty else {
            return .init("Decisions", [.text("The coordinator saw no reason to change anything.")])
        }
        let rows = shown.map { decision in
            [
                Text.timeOfDay(decision.milliseconds / 1000), decision.kind,
                decision.from == decision.to ? "" : "\(decision.from ?? "–") → \(decision.to ?? "–")",
                decision.executed ? "carried out" : "written down",
            ]
        }
        let words = shown.compactMap { decision in
            decision.explanation.map { "\(Text.timeOfDay(decision.milliseconds / 1000))  \($0)" }
        }
        return .init(
            "Decisions",
            [.table(.init(header: ["time (UTC)", "decision", "flavor", "and then"], rows: rows)), .lines(words)]
        )
    }

    private var accuracySection: HTMLReport.Section {
        let all = [
            ("served forecast", accuracy.forecast), ("last value", accuracy.lastValue),
            ("running median", accuracy.runningMedian),
        ]
        let rows = all.map { name, error in
            [
                name, Text.milliseconds(error?.mae), Text.number(error?.nmae), Text.milliseconds(error?.mape),
                "\(error?.count ?? 0)",
            ]
        }
        let known = forecasts.filter { $0.actual != nil }
        let scatter = ScatterChart(
            title: "Forecast against truth",
            description: "Each forecast \(settings.horizon) s ahead beside the value that came true.",
            xAxis: Axis("true R_99, ms", kind: .logarithmic),
            yAxis: Axis("forecast, ms", kind: .logarithmic),
            points: [
                .init("served forecast", x: known.map { $0.actual ?? .nan }, y: known.map(\.value)),
                .init("last value", x: known.map { $0.actual ?? .nan }, y: known.map { $0.lastValue ?? .nan }),
            ],
            hasDiagonal: true
        )
        return .init(
            "How good the forecasts were",
            [
                .table(
                    .init(
                        caption:
                            "\(accuracy.horizon) s ahead, over both phases, at the moments at which all have an answer",
                        header: ["", "MAE, ms", "NMAE", "MAPE, %", "forecasts"],
                        rows: rows
                    )
                ),
                .chart(scatter),
            ]
        )
    }

    private var modelList: HTMLReport.Section {
        let rows = models.map { model in
            [
                model.flavor, model.family, Text.number(model.nmae), Text.number(model.lastValueNMAE), "\(model.rows)",
                model.passedGate ? "passed" : "not passed",
            ]
        }
        let inputs = models.flatMap { model in ["\(model.flavor):"] + model.inputs.map { "  \($0)" } }
        return .init(
            "Models",
            [
                .table(
                    .init(
                        caption:
                            "At \(settings.horizon) s; errors on the last part of the profiling, held out from training",
                        header: ["flavor", "serves", "NMAE", "last value's NMAE", "seconds", "gate"],
                        rows: rows
                    )
                ),
                .text("The series that were selected from all that the edge agent reads:"), .lines(inputs),
            ]
        )
    }

    private var course: HTMLReport.Section {
        let chart = LineChart(
            title: "R_99 over the whole demo",
            description: "The KPI in all phases.",
            yAxis: Axis("R_99, ms", kind: .logarithmic),
            lines: [.init("", x: kpi.map { Double($0.second) }, y: kpi.map { $0.value ?? .nan })],
            bounds: [.init("agreement", value: settings.bound)],
            spans: phases.enumerated().map { index, phase in
                .init(
                    phase.name,
                    x: Double(phase.fromSecond)...Double(max(phase.fromSecond, phase.toSecond)),
                    color: index
                )
            },
            widestStep: 2
        )
        return .init("The whole course", [.chart(chart)])
    }

    private var conditions: HTMLReport.Section {
        .init(
            "Conditions",
            [
                .text(
                    "Redis in a network namespace behind a link limited by tc tbf (latency 400 ms, burst 20,000 bytes); 2,000 "
                        + "values of 4,000 bytes, 80 % read and 20 % written; clients with one connection each and Poisson "
                        + "arrivals of \(Int(settings.operationsPerSecond)) operations a second, latency from the intended "
                        + "start. Their number follows MLO-V2's sinusoid \(Int(settings.meanClients)) + "
                        + "\(Int(settings.amplitude)) sin(2πt / 600), run \(Text.number(settings.speed)) times faster, so that "
                        + "a period lasts \(Int(settings.period)) s. Profiling and comparison use different random courses."
                )
            ]
        )
    }

    private func seconds(of phase: String) -> ClosedRange<Int64>? {
        phases.first { $0.name == phase }.map { $0.fromSecond...max($0.fromSecond, $0.toSecond) }
    }

    private func changes(in range: ClosedRange<Int64>) -> [SliceDecision] {
        decisions.filter { $0.from != $0.to && range.contains($0.milliseconds / 1000) && $0.kind != "hold" }
    }

    /// The stretches in which one flavor was in force.
    private func flavorSpans(in range: ClosedRange<Int64>) -> [LineChart.Span] {
        var spans: [LineChart.Span] = []
        var current: (flavor: String, from: Int64, to: Int64)?
        func end() {
            guard let current, let index = settings.flavors.firstIndex(where: { $0.id == current.flavor }) else {
                return
            }
            let x = Double(current.from)...Double(current.to)
            spans.append(.init(settings.flavors[index].name, x: x, color: index == 0 ? 6 : 2))
        }
        for point in kpi where range.contains(point.second) {
            guard let flavor = point.flavor else {
                continue
            }
            if let running = current, running.flavor == flavor {
                current = (flavor, running.from, point.second)
            } else {
                current?.to = point.second
                end()
                current = (flavor, point.second, point.second)
            }
        }
        end()
        return spans
    }
}
