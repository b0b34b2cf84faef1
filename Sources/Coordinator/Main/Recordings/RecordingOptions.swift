import ArgumentParser
import Foundation
import Recordings

/// The words that name a recording on the command line.
struct RecordingOptions: ParsableArguments {
    @Option(help: "The file of the series: timestamp,SERIES…")
    var x: String
    @Option(help: "The file of the KPIs: timestamp,KPI…")
    var y: String
    @Option(help: "The KPI's column.")
    var kpi: String
    @Option(help: "The name of the time stamps' column.")
    var timestamp = "timestamp"

    func read() throws -> Recording {
        let recording = try Recording(x: x, y: y, kpi: kpi, timestampColumn: timestamp)
        if recording.droppedRowCount > 0 {
            let note =
                "\(x): the oldest \(recording.droppedRowCount) rows are left out; "
                + "the newest \(recording.seconds.count) fit into \(Recording.maximumValueCount) values\n"
            try? FileHandle.standardError.write(contentsOf: Data(note.utf8))
        }
        return recording
    }
}
