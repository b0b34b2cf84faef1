import ArgumentParser
import KafkaTransport
import Logging

/// `coordinator produce`: publishes a column of a CSV file while it is written.
struct ProduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "produce",
        abstract: "Publishes a column of a CSV file while it is written.",
        discussion: """
            Takes the arguments of MLO-V2's ClientProducer, and publishes its messages: one for each row, to the \
            measurement TABLE_SLICE. Rows are published when they are whole. Ends after DURATION seconds (0: never), at \
            three blank lines, or when told to; with 1 when the file is not there, with 2 when a column is missing.

              coordinator produce client-metrics y_metrics.csv 10800 R_99 1 cassandra --kafka 127.0.0.1:9092
            """
    )

    @Argument(help: "The topic.")
    var topic: String
    @Argument(help: "The file; its first line names the columns, and one of them is timestamp.")
    var csv: String
    @Argument(help: "How long to follow the file, in seconds; 0 for as long as it takes.")
    var duration: Double
    @Argument(help: "The column of the KPI.")
    var metric: String
    @Argument(help: "The slice.")
    var slice: Int
    @Argument(help: "The table, the first part of the measurement's name.")
    var table: String
    @OptionGroup var following: FollowingOptions
    @OptionGroup var kafka: KafkaOptions

    func validate() throws {
        try FollowingOptions.check("the duration", duration)
    }

    func run() async throws {
        let logger = Logger(label: "produce")
        let publishing = RowPublishing(
            topic: topic,
            key: "\(slice)",
            path: csv,
            rows: MeasurementRows(column: metric, measurement: "\(table)_\(slice)"),
            producer: try KafkaProducer(try kafka.settings(), log: KafkaOptions.log(to: logger)),
            logger: logger
        )
        let service = FollowingService(
            file: GrowingFile(path: csv),
            taker: publishing,
            interval: following.interval,
            duration: duration
        )
        do {
            try await service.runAlone(logger: logger)
        } catch let error as GrowingFile.Failure {
            logger.error("\(error)")
            throw ExitCode(1)
        } catch let error as MeasurementRows.Failure {
            logger.error("\(csv): \(error)")
            throw ExitCode(2)
        }
    }
}
