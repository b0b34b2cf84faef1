import Charts
import Forecasting
import Foundation
import Recordings

/// The page that `coordinator backtest --report` writes.
struct BacktestReport {
    let summary: BacktestSummary
    let result: BacktestResult
    let recording: Recording

    var html: String {
        HTMLReport(
            title: "Backtest of \(summary.kpi)",
            subtitle: "\(summary.rows) rows, \(summary.inputs.count) inputs, objective \(summary.objective), "
                + summary.way,
            sections: [errors, forecasts, coverage, reliability, importance, failures]
        ).html()
    }

    /// Which horizon the pictures show: the middle one of those that could be judged.
    private var middle: Int {
        let judged = result.outcomes.indices.filter { result.outcomes[$0].samples > 0 }
        return judged.isEmpty ? result.outcomes.count / 2 : judged[judged.count / 2]
    }

    private var errors: HTMLReport.Section {
        let categories = summary.horizons.map { "\($0.horizon)" }
        func bars(_ family: ForecastFamily, _ name: String, _ error: (BacktestSummary.Errors) -> Double)
            -> BarChart.Bars
        {
            BarChart.Bars(name, values: summary.horizons.map { $0.baselines[family.rawValue].map(error) ?? .nan })
        }
        let charts = [
            BarChart(
                title: "NMAE by horizon",
                categories: categories,
                bars: [
                    BarChart.Bars("served", values: summary.horizons.map { $0.nmae ?? .nan }),
                    bars(.lastValue, "last value", \.nmae), bars(.runningMedian, "running median", \.nmae),
                ],
                valueAxis: Axis("NMAE"),
                categoryTitle: "horizon, s"
            ),
            BarChart(
                title: "MAPE by horizon",
                categories: categories,
                bars: [
                    BarChart.Bars("served", values: summary.horizons.map { $0.mape ?? .nan }),
                    bars(.lastValue, "last value", \.mape), bars(.runningMedian, "running median", \.mape),
                ],
                valueAxis: Axis("MAPE, %"),
                categoryTitle: "horizon, s"
            ),
        ]
        let rows = summary.horizons.map { horizon in
            [
                "\(horizon.horizon) s", "\(horizon.samples)",
                text(horizon.mape ?? .nan, 2), text(horizon.nmae ?? .nan, 4), text(horizon.coverage ?? .nan, 3),
                text(horizon.intervalWidth ?? .nan, 1), text(horizon.trainCpuSeconds, 2),
                text(horizon.predictUsPerRow, 1), Set(horizon.champions).sorted().joined(separator: ", "),
            ]
        }
        let header = [
            "horizon", "samples", "MAPE %", "NMAE", "coverage", "interval width", "training CPU s", "µs a row",
            "champion",
        ]
        return HTMLReport.Section(
            "Error by horizon",
            charts.map { .chart($0) } + [.table(HTMLReport.Table(header: header, rows: rows))]
        )
    }

    private var forecasts: HTMLReport.Section {
        let outcome = result.outcomes[middle]
        let seconds = outcome.points.map { Double($0.second) }
        let chart = LineChart(
            title: "Forecast \(outcome.horizonSeconds) s ahead against truth",
            yAxis: Axis(summary.kpi),
            lines: [
                LineChart.Line("truth", x: seconds, y: outcome.points.map(\.truth), color: 1),
                LineChart.Line("forecast", x: seconds, y: outcome.points.map(\.value), color: 0),
            ],
            bands: [
                LineChart.Band(
                    "interval",
                    x: seconds,
                    lower: outcome.points.map(\.lower),
                    upper: outcome.points.map(\.upper)
                )
            ],
            bounds: summary.bound.map { [LineChart.Bound("bound", value: $0)] } ?? [],
            widestStep: 60
        )
        let scatter = ScatterChart(
            title: "Each forecast against its truth",
            xAxis: Axis("forecast"),
            yAxis: Axis("truth"),
            points: [
                ScatterChart.Points(
                    "\(outcome.horizonSeconds) s ahead",
                    x: outcome.points.map(\.value),
                    y: outcome.points.map(\.truth)
                )
            ],
            hasDiagonal: true
        )
        return HTMLReport.Section("Forecast and truth", [.chart(chart), .chart(scatter)])
    }

    private var coverage: HTMLReport.Section {
        let lines = result.outcomes.map { outcome in
            let blocks = BacktestBlock.blocks(of: outcome.points)
            return LineChart.Line(
                "\(outcome.horizonSeconds) s",
                x: blocks.map(\.middle),
                y: blocks.map(\.coverage)
            )
        }
        let chart = LineChart(
            title: "Share of truths inside the interval, by five minutes",
            yAxis: Axis("coverage", range: 0...1),
            lines: lines,
            widestStep: 900
        )
        return HTMLReport.Section("Coverage", [.chart(chart)])
    }

    private var reliability: HTMLReport.Section {
        guard let bound = summary.bound else { return HTMLReport.Section("Reliability", []) }
        let all = result.outcomes.compactMap { outcome in
            Reliability(of: outcome, bound: bound).map { (outcome.horizonSeconds, $0) }
        }
        // A share of a handful is no share; the table has them all.
        let fewest = 20
        let chart = ScatterChart(
            title: "\(summary.kpi) of \(text(bound, 1)) or more",
            xAxis: Axis("forecast probability", range: 0...1),
            yAxis: Axis("observed share", range: 0...1),
            points: all.map { horizon, reliability in
                let bins = reliability.bins.filter { $0.count >= fewest }
                return ScatterChart.Points(
                    "\(horizon) s",
                    x: bins.map(\.forecast),
                    y: bins.map(\.observed),
                    isJoined: true
                )
            },
            hasDiagonal: true,
            diagonalName: "perfectly calibrated"
        )
        let rows = all.flatMap { horizon, reliability in
            reliability.bins.map {
                ["\(horizon) s", text($0.forecast, 3), text($0.observed, 3), "\($0.count)"]
            }
        }
        let scores = all.map { "\($0.0) s: \(text($0.1.brierScore, 4))" }.joined(separator: ", ")
        return HTMLReport.Section(
            "Reliability of the violation probability",
            [
                .chart(chart),
                .text("Shown where there are at least \(fewest) forecasts. Brier score by horizon: \(scores)."),
                .table(HTMLReport.Table(header: ["horizon", "forecast", "observed", "forecasts"], rows: rows)),
            ]
        )
    }

    private var importance: HTMLReport.Section {
        let inputs = Array(result.outcomes[middle].importance.prefix(20))
        guard !inputs.isEmpty else { return HTMLReport.Section("What moves the forecasts", []) }
        let chart = BarChart(
            title: "Mean movement of the forecast \(result.outcomes[middle].horizonSeconds) s ahead, by input",
            categories: inputs.map(\.name),
            bars: [BarChart.Bars("movement", values: inputs.map(\.value))],
            valueAxis: Axis(summary.kpi),
            direction: .right
        )
        return HTMLReport.Section("What moves the forecasts", [.chart(chart)])
    }

    private var failures: HTMLReport.Section {
        let outcome = result.outcomes[middle]
        let blocks = BacktestBlock.blocks(of: outcome.points)
        let chart = LineChart(
            title: "Mean absolute error \(outcome.horizonSeconds) s ahead, by five minutes",
            yAxis: Axis(summary.kpi),
            lines: [LineChart.Line("error", x: blocks.map(\.middle), y: blocks.map(\.meanError))],
            widestStep: 900
        )
        let worst = blocks.sorted { $0.meanError > $1.meanError }.prefix(10)
        let rows = worst.map { block in
            [
                block.time, text(block.meanError, 2), text(block.meanTruth, 2), text(block.meanForecast, 2),
                text(block.coverage, 2),
            ]
        }
        let header = ["five minutes from (UTC)", "mean error", "mean truth", "mean forecast", "coverage"]
        return HTMLReport.Section(
            "Where it fails",
            [.chart(chart), .table(HTMLReport.Table(caption: "The ten worst", header: header, rows: rows))]
        )
    }

    private func text(_ value: Double, _ digits: Int) -> String {
        value.isNaN ? "-" : String(format: "%.\(digits)f", value)
    }
}
