import ArgumentParser
import Foundation
import Recordings

/// `coordinator align`: the rows of an X file and a Y file that have the same time stamps.
struct AlignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "align",
        abstract: "Keep the rows of an X file and a Y file whose time stamps are in both.",
        discussion: "  coordinator align --x x.csv --y y.csv --output-x x-aligned.csv --output-y y-aligned.csv"
    )

    @Option(help: "The file of the series: timestamp,SERIES…")
    var x: String
    @Option(help: "The file of the KPIs: timestamp,KPI…")
    var y: String
    @Option(help: "The name of the time stamps' column.")
    var timestamp = "timestamp"
    @Option(help: "Where the aligned series go.")
    var outputX: String
    @Option(help: "Where the aligned KPIs go.")
    var outputY: String

    func validate() throws {
        let files = [x, y, outputX, outputY].map {
            URL(filePath: $0).resolvingSymlinksInPath().standardizedFileURL.path
        }
        guard Set(files).count == 4 else {
            throw ValidationError("the four files must be different ones")
        }
    }

    func run() throws {
        let rows = try Alignment.write(
            x: x,
            y: y,
            outputX: outputX,
            outputY: outputY,
            timestampColumn: timestamp
        )
        print("\(rows.common) rows in both, \(rows.onlyX) only in \(x), \(rows.onlyY) only in \(y)")
    }
}
