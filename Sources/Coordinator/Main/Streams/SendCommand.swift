import ArgumentParser
import HTTPClient
import KafkaTransport
import Logging

/// `coordinator send`: sends a slice's KPI to its coordinator while the file is written, without Kafka.
struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Sends the KPI rows of a CSV file to a slice while it is written.",
        discussion: """
            For tenants without Kafka. The file's first line names its columns, and one of them is timestamp (UTC \
            seconds). Rows are sent when they are whole, and again until the coordinator has taken them.

              coordinator send y.csv --slice shop-1 --to http://127.0.0.1:13131
            """
    )

    @Argument(help: "The file.")
    var csv: String
    @Option(help: "The slice.")
    var slice: String
    @Option(help: "Where the coordinator answers.")
    var to = "http://127.0.0.1:13131"
    @Option(help: "How long to follow the file, in seconds; 0 for as long as it takes.")
    var duration = 0.0
    @OptionGroup var following: FollowingOptions
    @Option(help: "The file with a token of the role operate, if the coordinator wants one.")
    var tokenFile: String?
    @Option(help: "HTTPS: PEM file of the authorities that are trusted.")
    var ca: String?

    func validate() throws {
        try FollowingOptions.check("--duration", duration)
        guard to.hasPrefix("http://") || to.hasPrefix("https://") else {
            throw ValidationError("--to is neither http:// nor https://: \(to)")
        }
        let isName = slice.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        guard isName, !slice.isEmpty else {
            throw ValidationError("a slice's id is of letters, digits, dot, underscore and hyphen: \(slice)")
        }
    }

    func run() async throws {
        let logger = Logger(label: "send")
        var base = to[...]
        while base.hasSuffix("/") { base.removeLast() }
        let sender = RowSender(
            path: csv,
            url: "\(base)/api/v1/slices/\(slice)/kpi",
            http: try HTTPClient(authorityFile: ca),
            credentials: tokenFile.map { .bearer(file: $0) },
            logger: logger
        )
        let service = FollowingService(
            file: GrowingFile(path: csv),
            taker: sender,
            interval: following.interval,
            duration: duration
        )
        do {
            try await service.runAlone(logger: logger)
        } catch {
            logger.error("\(error)")
            throw ExitCode(1)
        }
    }
}
