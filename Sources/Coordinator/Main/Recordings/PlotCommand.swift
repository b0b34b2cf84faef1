import ArgumentParser
import Charts
import Foundation
import Recordings

/// `coordinator plot`: columns of a recording as a picture.
struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw columns of a recording to SVG or PNG.",
        discussion: "  coordinator plot --input y.csv --column R_99 --output r99.png"
    )

    @Option(help: "A recording: timestamp,COLUMN…")
    var input: String
    @Option(help: "The columns to draw, one after another; without them, the first ten.")
    var column: [String] = []
    @Option(help: "The name of the time stamps' column.")
    var timestamp = "timestamp"
    @Option(help: "The heading; the file's name unless it is given.")
    var title: String?
    @Option(help: "The vertical axis begins here, with --maximum.")
    var minimum: Double?
    @Option(help: "The vertical axis ends here, with --minimum.")
    var maximum: Double?
    @Option(help: "A file that ends in .svg or .png.")
    var output: String

    private var range: ClosedRange<Double>? {
        guard let minimum, let maximum else { return nil }
        return minimum...maximum
    }

    func validate() throws {
        let isFinite = [minimum, maximum].compactMap { $0 }.allSatisfy { abs($0) <= 1e300 }
        guard (minimum == nil) == (maximum == nil), isFinite, minimum ?? 0 < maximum ?? 1 else {
            throw ValidationError("--minimum and --maximum go together, the lesser first")
        }
        guard output.hasSuffix(".svg") || output.hasSuffix(".png") else {
            throw ValidationError("--output \(output): a file that ends in .svg or .png")
        }
    }

    func run() throws {
        let recording = try Recording(file: input, timestampColumn: timestamp)
        let names = column.isEmpty ? Array(recording.names.prefix(10)) : column
        let seconds = recording.seconds.map(Double.init)
        let lines = try names.map { name in
            guard let place = recording.names.firstIndex(of: name) else {
                throw RecordingError(
                    file: input,
                    column: name,
                    .missingColumn(found: recording.names.prefix(8).map { String($0.prefix(60)) })
                )
            }
            return LineChart.Line(name, x: seconds, y: recording.columns[place])
        }
        var chart = LineChart(
            title: title ?? URL(filePath: input).lastPathComponent,
            description: "\(names.joined(separator: ", ")) over time",
            yAxis: Axis(range: range),
            lines: lines,
            widestStep: 60
        )
        chart.size = (1_200, 420)
        let svg = chart.svg()
        if output.hasSuffix(".svg") {
            try OutputFile.write(Data(svg.utf8), to: output)
        } else {
            try PNGRenderer.render(svg, to: output)
        }
    }
}
