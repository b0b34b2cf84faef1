import ArgumentParser
import Forecasting
import Foundation
import Recordings

/// `coordinator forecast`: what a model says after the last row of a recording.
struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Forecast a KPI from the last row of a recording, or from each.",
        discussion: """
            The rows before are read as a live slice would have seen them. A forecast made for H seconds ahead is about the second \
            H + 1 after its row, because a row is complete when its second has ended.

              coordinator forecast --model slice.model --x x.csv --y y.csv --kpi R_99 --bound 180
            """
    )

    @Option(help: "The model's file.")
    var model: String
    @OptionGroup var recording: RecordingOptions
    @Option(help: "The agreement's upper bound, for the probability of violation.")
    var bound: Double?
    @Flag(help: "Forecast from each row, not only from the last.")
    var each = false
    @Flag(help: "Print JSON; with --each one object a line.")
    var json = false

    func validate() throws {
        if let bound, !bound.isFinite { throw ValidationError("--bound \(bound): a bound is a finite number") }
    }

    func run() throws {
        var replay = try RecordingReplay(model: ModelFile(path: model).model, recording: recording.read())
        var lines: [String] = []
        if each, !json { lines.append(ForecastRow.csvHeader) }
        while replay.next() {
            guard each else { continue }
            for forecast in replay.forecasts(bound: bound, explaining: false) {
                let row = ForecastRow(forecast)
                lines.append(json ? try row.jsonLine() : row.csv)
            }
            if lines.count > 1_000 { try flush(&lines) }
        }
        if !each {
            let rows = replay.forecasts(bound: bound, explaining: json).map(ForecastRow.init)
            guard !rows.isEmpty else { throw CommandFailure("there is too little of the past for a forecast") }
            lines = [json ? try ModelDescription.json(rows) : ForecastRow.table(rows)]
        }
        try flush(&lines)
    }

    private func flush(_ lines: inout [String]) throws {
        guard !lines.isEmpty else { return }
        let text = lines.joined(separator: "\n")
        try FileHandle.standardOutput.write(contentsOf: Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
        lines.removeAll(keepingCapacity: true)
    }
}
