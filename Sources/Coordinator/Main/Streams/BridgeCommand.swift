import ArgumentParser
import HTTPClient
import InfluxBridge
import KafkaTransport
import Logging
import ServiceLifecycle
import UnixSignals

/// `coordinator bridge`: carries the messages of Kafka topics into InfluxDB.
struct BridgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bridge",
        abstract: "Carries the messages of Kafka topics into InfluxDB.",
        discussion: """
            Without --stream these are MLO-V2's five streams (client-metrics, sro-sla-estimations, sro-slice-1-log, \
            loadgen_clients, selected-metrics-5) with their databases. Each message arrives at least once: what has been \
            read counts as done when InfluxDB has taken it. Databases of InfluxDB 1.x are made when they are not there.

              coordinator bridge --kafka 127.0.0.1:9092 --influx http://127.0.0.1:8086
              coordinator bridge --stream kpi=kpis:measurement --influx https://host --org ufu --token-file /run/token
            """
    )

    enum Precision: String, ExpressibleByArgument, CaseIterable {
        case seconds = "s"
        case milliseconds = "ms"
    }

    enum Start: String, ExpressibleByArgument, CaseIterable {
        case earliest
        case latest
    }

    @OptionGroup var kafka: KafkaOptions
    @Option(help: "TOPIC=DATABASE:FORMAT, the format being metric or measurement; may be repeated.")
    var stream: [String] = []
    @Option(help: "Where InfluxDB is.")
    var influx = "http://127.0.0.1:8086"
    @Option(help: "InfluxDB 1.x: the retention policy.")
    var retentionPolicy = "autogen"
    @Option(help: "InfluxDB 1.x: the user.")
    var user: String?
    @Option(help: "InfluxDB 1.x: the file that holds the user's password.")
    var passwordFile: String?
    @Option(help: "InfluxDB 2.x: the organization; the databases are its buckets.")
    var org: String?
    @Option(help: "InfluxDB 2.x: the file that holds the token.")
    var tokenFile: String?
    @Option(help: "How fine the times are: s or ms.")
    var precision = Precision.seconds
    @Option(help: "The group of Kafka's consumers, which remembers what is done.")
    var group = "influx-bridge"
    @Option(help: "Where a group begins that remembers nothing: earliest or latest.")
    var start = Start.latest
    @Option(help: "Messages in a write, at most.")
    var batch = 5_000
    @Option(help: "How long a message waits for others to be written with, in seconds.")
    var linger = 0.5
    @Option(help: "How often to offer a batch to InfluxDB before giving up; waits grow from 0.1 s to 30 s.")
    var attempts = 1_000

    func validate() throws {
        guard (1...100_000).contains(batch), linger > 0, linger <= 60, attempts > 0 else {
            throw ValidationError("--batch is 1 to 100000, --linger up to 60 seconds, --attempts at least 1")
        }
        guard user == nil || passwordFile != nil else { throw ValidationError("--user needs --password-file") }
        for text in stream where BridgeStream(parsing: text) == nil {
            throw ValidationError("--stream wants TOPIC=DATABASE:FORMAT (metric or measurement), not '\(text)'")
        }
    }

    func run() async throws {
        let logger = Logger(label: "bridge")
        let settings = try kafka.settings()
        let log = KafkaOptions.log(to: logger)
        let client = try HTTPClient()
        let services = try streams.map { stream in
            var logger = logger
            logger[metadataKey: "topic"] = "\(stream.topic)"
            let target = try target(stream.database)
            let consumer = try KafkaConsumer(
                settings,
                topics: [stream.topic],
                group: "\(group)-\(stream.topic)",
                start: start == .earliest ? .earliest : .latest,
                log: log
            )
            return BridgeService(
                stream: stream,
                consumer: consumer,
                writer: InfluxWriter(to: target, client: client),
                settings: .init(
                    batchSize: batch,
                    flushInterval: .seconds(linger),
                    retry: RetryPolicy(attempts: attempts),
                    precision: linePrecision
                ),
                logger: logger
            )
        }
        let programs = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: logger
            )
        )
        try await programs.run()
    }

    private var linePrecision: LineEncoder.Precision { precision == .seconds ? .seconds : .milliseconds }

    private var streams: [BridgeStream] {
        stream.isEmpty ? BridgeStream.mloV2 : stream.compactMap { BridgeStream(parsing: $0) }
    }

    private func target(_ database: String) throws(CommandFailure) -> InfluxTarget {
        var target = InfluxTarget(
            url: influx,
            interface: org.map { .two(organization: $0, bucket: database) }
                ?? .one(database: database, retentionPolicy: retentionPolicy),
            precision: linePrecision
        )
        if let tokenFile {
            target.access = .token(try SecretFile(path: tokenFile).text)
        } else if let user, let passwordFile {
            target.access = .user(name: user, password: try SecretFile(path: passwordFile).text)
        }
        return target
    }
}
