import API
import ArgumentParser
import KafkaTransport
import Logging
import MetricModel
import RemoteWrite
import ServiceLifecycle
import UnixSignals

/// `coordinator receive`: takes what Prometheus writes and publishes it.
struct ReceiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "Takes Prometheus' remote writes and publishes them to Kafka.",
        discussion: """
            Listens on /api/v1/write and /receive (remote write 1.0 and 2.0) and publishes the JSON of \
            prometheus-kafka-adapter, one message for each sample. The key is the slice: that of the address \
            (/receive?slice=1), else that of the slice's label, else none. A request is answered when the broker has \
            acknowledged its samples or, while no broker is there, when they are on disk.

              coordinator receive selected-metrics-5 --listen 0.0.0.0:8080 --kafka 127.0.0.1:9092 --spool /var/lib/spool
            """
    )

    @Argument(help: "The topic.")
    var topic: String
    @Option(help: "Where to listen, HOST:PORT.")
    var listen = "127.0.0.1:8080"
    @Option(help: "The folder for what waits while no broker is there.")
    var spool: String
    @Option(help: "How many MiB may wait there; beyond, the oldest are given up.")
    var spoolSize = 1_024
    @Option(help: "The label whose value is the slice.")
    var sliceLabel = "slice"
    @Flag(help: "Publish times with milliseconds, which prometheus-kafka-adapter cuts off.")
    var milliseconds = false
    @OptionGroup var kafka: KafkaOptions

    func validate() throws {
        guard ListenAddress(parsing: listen) != nil else {
            throw ValidationError("--listen expects HOST:PORT, found \"\(listen)\"")
        }
        guard (1...1 << 20).contains(spoolSize) else { throw ValidationError("--spool-size is 1 to 1048576 MiB") }
        guard LabelName(validating: sliceLabel) != nil else {
            throw ValidationError("--slice-label wants a label's name, found \"\(sliceLabel)\"")
        }
    }

    func run() async throws {
        let logger = Logger(label: "receive")
        let log = KafkaOptions.log(to: logger)
        guard let address = ListenAddress(parsing: listen), let label = LabelName(validating: sliceLabel) else {
            return
        }
        // Prometheus waits 30 s for an answer by default: by then the samples have to be on disk.
        var limits = KafkaProducer.Limits()
        limits.patience = .seconds(10)
        // The samples of a request come all at once; there is little to wait for.
        limits.linger = .milliseconds(1)
        let queue = try DiskQueue(directory: spool, byteLimit: spoolSize << 20)
        let kafkaProducer = try KafkaProducer(try kafka.settings(), limits: limits, log: log)
        let producer = DurableProducer(
            kafkaProducer,
            queue: queue,
            log: log
        )
        let sink = KafkaSampleSink(
            topic: topic,
            sliceLabel: label,
            keepsMilliseconds: milliseconds,
            producer: producer
        )
        let server = RemoteWriteServer(
            RemoteWriteRoutes(to: sink),
            host: address.host,
            port: address.port,
            logger: logger,
            metrics: { Self.metrics(await producer.counts) }
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: sink), .init(service: server)],
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: logger
            )
        )
        try await group.run()
        await kafkaProducer.close()
        let counts = await producer.counts
        logger.info("\(counts.acknowledged + counts.recovered) samples published, \(counts.waiting) wait on disk")
    }

    private static func metrics(_ counts: DurableProducer.Counts) -> String {
        let counters = [
            ("acknowledged", counts.acknowledged), ("spooled", counts.spooled), ("recovered", counts.recovered),
            ("refused", counts.refused), ("dropped", counts.dropped),
        ]
        var text = "# HELP coordinator_receive_samples_total What became of received samples.\n"
        text += "# TYPE coordinator_receive_samples_total counter\n"
        for (outcome, count) in counters {
            text += "coordinator_receive_samples_total{outcome=\"\(outcome)\"} \(count)\n"
        }
        text += "# HELP coordinator_receive_waiting_samples Samples that wait on disk for a broker.\n"
        text += "# TYPE coordinator_receive_waiting_samples gauge\n"
        return text + "coordinator_receive_waiting_samples \(counts.waiting)\n"
    }
}
