import ArgumentParser
import Forecasting
import Foundation
import Recordings

/// `coordinator backtest`: how good forecasts of a recorded KPI would have been.
struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Train on the past of a recording, forecast the rest, and compare.",
        discussion: """
            Without --split, training begins with the first half of the rows and is repeated at five origins. With --split, \
            one model is trained on that share, and validation begins one window later, so that no window holds a training row. \
            Where that would cost more than a fifth of the rows to be judged, forecasts are judged from the split on instead, with \
            windows that reach back into training rows, as those of a live slice do; --reach-back and --no-reach-back decide \
            otherwise. The JSON says which it was: first_forecast_row and windows_reach_back. No label is ever a training row. \
            Labels lie H + 1 seconds after the last row that a forecast knows. Selection and training see training rows only.

              coordinator backtest --x x.csv --y y.csv --kpi R_99 --split 0.7
              coordinator backtest --x x.csv --y y.csv --kpi R_99 --bound 180 --report backtest.html
            """
    )

    @OptionGroup var recording: RecordingOptions
    @OptionGroup var training: TrainingOptions
    @Option(help: "Train once, on this share of the rows.")
    var split: Double?
    @Flag(inversion: .prefixedNo, help: "Judge from the split on; the first windows then hold training rows.")
    var reachBack: Bool?
    @Option(help: "The agreement's upper bound, for the probability of violation.")
    var bound: Double?
    @Flag(help: "Print JSON.")
    var json = false
    @Option(help: "Write a self-contained HTML page to this file.")
    var report: String?

    func validate() throws {
        if let bound, !bound.isFinite { throw ValidationError("--bound \(bound): a bound is a finite number") }
        if let split {
            guard split > 0, split < 1 else { throw ValidationError("--split \(split): a share lies between 0 and 1") }
        }
    }

    func run() throws {
        let recording = try recording.read()
        let bound = bound ?? upperQuartile(of: recording.target)
        let backtest = Backtest(
            settings: training.settings,
            bound: bound,
            processorSeconds: ProcessorTime.seconds
        )
        let folds = backtest.folds(rowCount: recording.seconds.count, split: split, reachingBack: reachBack)
        let progress = ProgressLine("backtest")
        let start = ProcessorTime.seconds()
        let result = try backtest.run(folds) { rows in
            try training.table(of: recording, kpi: self.recording.kpi, trainingRows: rows)
        } progress: { step in
            progress.update(share: step.share)
            return true
        }
        progress.end()
        guard result.outcomes.contains(where: { $0.samples > 0 }) else {
            throw CommandFailure(
                "no forecast met its truth: of \(recording.seconds.count) rows too few are left to be judged, or none of "
                    + "them lies a horizon and a second after another"
            )
        }
        let summary = BacktestSummary(
            result,
            recording: recording,
            kpi: self.recording.kpi,
            settings: training.settings,
            folds: folds,
            bound: bound,
            processorSeconds: ProcessorTime.seconds() - start
        )
        let text = json ? try summary.json() : summary.table
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        if let report {
            let page = BacktestReport(summary: summary, result: result, recording: recording).html
            try OutputFile.write(Data(page.utf8), to: report)
        }
    }

    /// Where no bound is agreed, the probability of reaching the KPI's upper quartile is judged instead.
    private func upperQuartile(of values: [Double]) -> Double? {
        let known = values.filter(\.isFinite).sorted()
        return known.isEmpty ? nil : known[known.count * 3 / 4]
    }
}
