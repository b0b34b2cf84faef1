import ArgumentParser
import Forecasting
import Foundation
import Recordings

/// `coordinator explain`: why a forecast is what it is.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Show what each input adds to a forecast.",
        discussion: """
            The parts and the base sum up to the forecast: exact SHAP values of the trees and the terms of the line, brought into \
            the KPI's unit.

              coordinator explain --model slice.model --x x.csv --y y.csv --kpi R_99 --horizon 30
            """
    )

    @Option(help: "The model's file.")
    var model: String
    @OptionGroup var recording: RecordingOptions
    @Option(help: "The UTC second of the row to forecast from; the last row when it is not given.")
    var at: Int64?
    @Option(help: "Which of the model's horizons; all when it is not given.")
    var horizon: Int?
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let file = try ModelFile(path: model)
        if let horizon, !file.model.horizons.contains(horizon) {
            throw CommandFailure("--horizon \(horizon): the model has \(file.model.horizons)")
        }
        var replay = try RecordingReplay(model: file.model, recording: recording.read())
        if let at, !replay.recording.seconds.contains(at) {
            throw CommandFailure("--at \(at): the recording has no row of that second")
        }
        while replay.next() {
            if replay.recording.seconds[replay.row] == at { break }
        }
        let rows = replay.forecasts(bound: nil, explaining: true).map(ForecastRow.init).filter { row in
            horizon.map { $0 == row.horizon } ?? true
        }
        guard !rows.isEmpty else { throw CommandFailure("there is too little of the past for a forecast") }
        let text = json ? try ModelDescription.json(rows) : rows.map(text).joined(separator: "\n")
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }

    private func text(_ row: ForecastRow) -> String {
        var table = TextTable(header: ["input", "adds"])
        table.append(["what the model says when it knows nothing", ForecastRow.number(row.base)])
        for part in row.contributions {
            table.append([part.input, (part.adds >= 0 ? "+" : "") + ForecastRow.number(part.adds)])
        }
        table.append(["forecast", ForecastRow.number(row.value)])
        return "\(row.horizon) s ahead of \(ForecastRow.time(row.second)), by \(row.family)\n\n\(table.text)"
    }
}
