import ArgumentParser
import KafkaTransport
import Logging
import ServiceLifecycle
import UnixSignals

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
    @Option(help: "How often to look for new rows, in seconds.")
    var interval = 0.5
    @OptionGroup var kafka: KafkaOptions

    func validate() throws {
        guard duration >= 0, duration < 1e9, interval > 0, interval < 1e6 else {
            throw ValidationError("the duration has to be between 0 and 1e9 seconds, the interval positive")
        }
    }

    func run() async throws {
        let logger = Logger(label: "produce")
        let service = ProduceService(
            topic: topic,
            key: "\(slice)",
            file: GrowingFile(path: csv),
            rows: MeasurementRows(column: metric, measurement: "\(table)_\(slice)"),
            producer: try KafkaProducer(try kafka.settings(), log: KafkaOptions.log(to: logger)),
            interval: .seconds(interval),
            duration: duration > 0 ? .seconds(duration) : nil,
            logger: logger
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: service,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    )
                ],
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: logger
            )
        )
        do {
            try await group.run()
        } catch let error as GrowingFile.Failure {
            logger.error("\(error)")
            throw ExitCode(1)
        } catch let error as MeasurementRows.Failure {
            logger.error("\(csv): \(error)")
            throw ExitCode(2)
        }
    }
}
