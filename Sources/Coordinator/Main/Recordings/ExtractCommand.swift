import ArgumentParser
import Foundation
import IMA

/// `coordinator extract`: a span of Prometheus as a file of comma-separated values.
struct ExtractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Extract a span of Prometheus to CSV.",
        discussion: """
            Every row is a second; it takes each series' last sample that is younger than the tolerance. Missing samples stay \
            missing. Counters become rates per second, constant series are left out. Stopped at any moment, the same command \
            goes on from what it had.

              coordinator extract --prometheus http://127.0.0.1:9090 --from 1579355129 --to 1579365705 --output x.csv
            """
    )

    @OptionGroup var server: PrometheusOptions
    @Option(help: "The first second: UTC seconds or 2026-11-24T19:00:00Z.")
    var from: Moment?
    @Option(help: "The last second.")
    var to: Moment?
    @Option(help: "Take the span from the time stamps of this KPI file instead.")
    var y: String?
    @Option(help: "The name of the time stamps' column in the KPI file.")
    var timestamp = "timestamp"
    @Option(help: "Only series of this target, HOST:PORT; may be given several times.")
    var instance: [String] = []
    @Option(help: "Seconds between two rows.")
    var step: Int64 = 1
    @Option(help: "A sample this old, in milliseconds, is too old for a row; by default one and a half steps.")
    var tolerance: Int64?
    @Flag(help: "Leave counters as the sums they are.")
    var raw = false
    @Option(help: "What columns are called: id (MLO-V2's hashes) or series.")
    var names = Extraction.Naming.id
    @Option(help: "Write one file with a column for each series.")
    var output: String?
    @Option(help: "Write a file for each series into this folder.")
    var folder: String?
    @Option(help: "Write what the ids stand for to this file.")
    var translator: String?

    func validate() throws {
        guard output != nil || folder != nil else { throw ValidationError("say where to: --output or --folder") }
        guard step >= 1, step <= 86_400 else { throw ValidationError("--step \(step): 1 to 86400 seconds") }
        if let tolerance, !(2...3_600_000).contains(tolerance) {
            throw ValidationError("--tolerance \(tolerance): 2 to 3600000 milliseconds")
        }
        guard y != nil || from != nil && to != nil else { throw ValidationError("say when: --from and --to, or --y") }
        if y == nil, let from, let to, from.second > to.second { throw ValidationError("--from lies after --to") }
    }

    func run() async throws {
        // Said before the work, and not after it.
        for file in [output, translator].compactMap({ $0 }) { try OutputFile.checkFolder(of: file) }
        let start = ContinuousClock.now
        let request = ExtractionRequest(
            instances: instance,
            seconds: try span(),
            step: step,
            toleranceMilliseconds: tolerance ?? step * 1_500
        )
        let work = (output ?? (folder ?? "") + "/extraction") + ".partial"
        let progress = ProgressLine("extracting")
        let extraction = try await server.extractor().extract(request, folder: work) { done, total in
            progress.update(share: Double(done) / Double(total))
        }
        progress.end()
        var rows = request.rowCount
        if let output { rows = try extraction.writeWide(to: output, asRates: !raw, naming: names) }
        if let folder { try extraction.writeSeriesFiles(to: folder, asRates: !raw) }
        if let translator { try extraction.writeTranslator(to: translator) }
        extraction.removeFiles()
        let foreign = extraction.foreignCount
        print(
            "\(extraction.columns.count) series, \(rows) rows, \(extraction.constantCount) constant ones left out,",
            foreign == 0 ? "in" : "and \(foreign) with names that are not of letters, digits and underscores, in",
            "\(String(format: "%.1f", (ContinuousClock.now - start) / .seconds(1))) s"
        )
    }

    private func span() throws -> ClosedRange<Int64> {
        if let y { return try KPISpan(file: y, timestampColumn: timestamp).seconds }
        guard let from = from?.second, let to = to?.second, from <= to else {
            throw CommandFailure("there is no span to extract")
        }
        return from...to
    }
}
