import ArgumentParser
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
        try Recording(x: x, y: y, kpi: kpi, timestampColumn: timestamp)
    }
}
