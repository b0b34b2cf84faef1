public import ArgumentParser
public import FeatureSelection
import Forecasting
import Foundation
import Recordings

/// `coordinator select`: which series of a recording tell about a KPI.
struct SelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Choose the series of a recording that tell about a KPI.",
        discussion: """
            Series are judged on the first part of the rows only. Counters are read as rates; constants and copies are left \
            out; whatever the method, a series whose evidence does not hold forward in time comes last.

              coordinator select --x x.csv --y y.csv --kpi R_99 --k 15
            """
    )

    @OptionGroup var files: RecordingOptions
    @Option(help: "How many series to choose.")
    var k = 15
    @Option(help: "How many seconds ahead the forecasts will look; of several, the middle one.")
    var horizon = Horizons(seconds: [30])
    @Option(help: "By what to rank: default, f, mi, mrmr or importance.")
    var method = SelectionMethod.forward
    @Option(help: "The share of the rows to judge by, from the first on.")
    var split = 0.7
    @Flag(help: "Print JSON.")
    var json = false
    @Option(help: "Write the chosen series, as they are in the X file, to this file.")
    var output: String?

    func validate() throws {
        guard k >= 1 else { throw ValidationError("--k \(k): choose at least one series") }
        guard split > 0, split <= 1 else { throw ValidationError("--split \(split): a share lies between 0 and 1") }
    }

    func run() throws {
        let recording = try files.read()
        let progress = ProgressLine("selecting")
        let selection = try selector.select(
            from: SeriesMatrix(names: recording.names, columns: recording.columns),
            seconds: recording.seconds,
            target: recording.target,
            rows: 0..<Int(split * Double(recording.seconds.count))
        ) { done, total in
            progress.update(share: Double(done) / Double(total))
        }
        progress.end()
        let report = SelectionReport(selection, of: recording, by: self)
        try FileHandle.standardOutput.write(contentsOf: Data((json ? try report.json() : report.table).utf8))
        if let output {
            try write(selection.chosen.map(\.name), to: output)
        }
    }

    private var selector: FeatureSelector {
        FeatureSelector(
            SelectionSettings(
                count: k,
                horizonSeconds: horizon.middle,
                method: method,
                resampleCount: 10
            ),
            importance: SeriesImportance.ofBoostedTrees
        )
    }

    private func write(_ names: [String], to file: String) throws {
        var reader = try RecordingReader(file: files.x, timestampColumn: files.timestamp)
        var writer = try RecordingWriter(file: file, names: names, timestampColumn: files.timestamp)
        let places = Dictionary(uniqueKeysWithValues: zip(reader.names, reader.names.indices))
        let columns = names.compactMap { places[$0] }
        var values: [Double] = []
        while let second = try reader.next(into: &values) {
            try writer.append(second: second, columns.map { values[$0] })
        }
    }
}

extension SelectionMethod: ExpressibleByArgument {}

/// Horizons as on the command line: `30` or `1,10,30,60,120`.
struct Horizons: ExpressibleByArgument {
    let seconds: [Int64]

    init(seconds: [Int64]) {
        self.seconds = seconds
    }

    init?(argument: String) {
        let seconds = argument.split(separator: ",").compactMap { Int64($0) }
        guard !seconds.isEmpty, seconds.count == argument.split(separator: ",", omittingEmptySubsequences: false).count,
            seconds.allSatisfy({ (0...86_400).contains($0) })
        else { return nil }
        self.init(seconds: seconds)
    }

    var middle: Int64 { seconds.sorted()[seconds.count / 2] }

    var defaultValueDescription: String { seconds.map(String.init).joined(separator: ",") }
}
