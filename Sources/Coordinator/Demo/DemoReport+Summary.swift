extension DemoReport {
    /// The outcome in a few lines, for the one who watched.
    public var summary: String {
        let accuracy = accuracy
        let unit = "ms"
        var lines = [
            "",
            "Forecast error at \(accuracy.horizon) s (mean absolute, \(accuracy.forecast?.count ?? 0) forecasts with all three answers)",
            row("served forecast", accuracy.forecast, unit),
            row("last value", accuracy.lastValue, unit),
            row("running median", accuracy.runningMedian, unit),
            "  \(verdict)",
            "  \(Text.percent(accuracy.coverage)) of the true values were inside the interval (nominal: 90 %)",
            "",
            "Seconds with R_99 at or above \(Int(settings.bound)) ms, under the same load",
            "  without orchestration   \(text(withoutOrchestration))",
            "  with orchestration      \(text(withOrchestration)), \(flavorChanges) flavor changes",
        ]
        if let whyNotClosedLoop {
            lines.append("  The flavor was not changed for real: \(whyNotClosedLoop).")
        }
        let carriedOut = decisions.filter { $0.executed && $0.from != $0.to }
        if !carriedOut.isEmpty {
            lines += ["", "Decisions that were carried out"]
            lines += carriedOut.map { decision in
                "  \(Text.timeOfDay(decision.milliseconds / 1000))  \(decision.kind) \(decision.from ?? "") → "
                    + "\(decision.to ?? ""): \(decision.explanation ?? decision.rule ?? "")"
            }
        }
        if !leftovers.isEmpty {
            lines += ["", "Left behind: \(leftovers.joined(separator: "; "))"]
        }
        return lines.joined(separator: "\n")
    }

    /// Whether the model was worth it, in a sentence.
    var verdict: String {
        guard let forecast = accuracy.forecast, let lastValue = accuracy.lastValue else {
            return "There were no forecasts whose truth is known."
        }
        let served = accuracy.families.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map {
            "\($0.key) (\($0.value))"
        }
        let by = served.joined(separator: ", ")
        guard lastValue.mae > 0 else {
            return "Forecasts by \(by)."
        }
        let share = Text.percent(forecast.mae / lastValue.mae)
        return accuracy.beatsLastValue
            ? "The forecasts beat the last value: their error is \(share) of its. Made by \(by)."
            : "The forecasts do NOT beat the last value: their error is \(share) of its. Made by \(by)."
    }

    private func row(_ name: String, _ error: ForecastError?, _ unit: String) -> String {
        guard let error else {
            return "  \(Text.left(name, 18)) –"
        }
        return "  \(Text.left(name, 18)) \(Text.right(Text.milliseconds(error.mae), 7)) \(unit)   NMAE "
            + "\(Text.number(error.nmae))   MAPE \(Text.number(error.mape)) %"
    }

    private func text(_ violations: Violations) -> String {
        "\(violations.violating) of \(violations.seconds) (\(Text.percent(violations.share)))"
    }
}
