import ArgumentParser
import Forecasting
import Foundation
import Recordings

/// `coordinator train`: a model from a recording.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a model on a recording and write it to a file.",
        discussion: """
            For each horizon, boosted trees, a linear model and baselines forecast later parts of the training rows, and are weighed \
            by how well they did; live, the weights follow the errors of what was forecast, so that the baselines serve where no \
            model is better.

              coordinator train --x x.csv --y y.csv --kpi R_99 --output slice.model
            """
    )

    @OptionGroup var recording: RecordingOptions
    @OptionGroup var training: TrainingOptions
    @Option(help: "Train on this share of the rows, from the first on.")
    var split = 1.0
    @Option(help: "Where to write the model.")
    var output: String
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard split > 0, split <= 1 else { throw ValidationError("--split \(split): a share lies between 0 and 1") }
    }

    func run() throws {
        let recording = try recording.read()
        let rows = 0..<Int(split * Double(recording.seconds.count))
        let table = try training.table(of: recording, kpi: self.recording.kpi, trainingRows: rows)
        let progress = ProgressLine("training")
        let start = ProcessorTime.seconds()
        let model = try ForecastModel.train(on: table.rows(rows), settings: training.settings) { step in
            progress.update(share: step.share)
            return true
        }
        progress.end()
        let bytes = model.encoded()
        try OutputFile.write(Data(bytes), to: output, options: .atomic)
        let summary = ModelDescription(
            model,
            file: output,
            byteCount: bytes.count,
            trainingSeconds: ProcessorTime.seconds() - start
        )
        let text = json ? try summary.json() : summary.text
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}
