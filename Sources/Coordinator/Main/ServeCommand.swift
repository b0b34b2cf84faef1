import API
import ArgumentParser
import HTTPClient
import Logging
import PrometheusAPI
import SRO
import ServiceLifecycle
import Store
import UnixSignals

/// Watches slices, forecasts their KPIs and keeps them inside their agreements.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Watch slices, forecast their KPIs each second, and keep them inside their agreements."
    )

    @Option(help: "The configuration file.")
    var config: String

    @Option(help: "Where to listen, HOST:PORT, instead of what the file says.")
    var listen: String?

    @Option(help: "The least severe messages to show: trace, debug, info, notice, warning, error, critical.")
    var logLevel: String = "info"

    func run() async throws {
        var configuration = try readConfiguration(config)
        if let listen {
            guard let address = ListenAddress(parsing: listen) else {
                throw ValidationError("--listen expects HOST:PORT, found \"\(listen)\"")
            }
            configuration.listen = address
        }
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw ValidationError("--log-level does not know \"\(logLevel)\"")
        }
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        try await serve(configuration, logger: Logger(label: "coordinator"))
    }

    private func serve(_ configuration: Configuration, logger: Logger) async throws {
        let store = try Store(path: configuration.store)
        // A page that comes later than this comes too late for its second.
        let scraper = Scraper(client: try HTTPClient(), timeout: .milliseconds(900))
        let publishing = try configuration.kafka.map { kafka in
            try KafkaPublishingService(kafka, slices: configuration.slices, logger: logger)
        }
        let orchestration = try await Orchestration(
            slices: configuration.slices,
            store: store,
            readPage: { url in try await scraper.scrape(url).families },
            outlet: { event in publishing?.take(event) },
            logger: logger
        )
        if !configuration.listen.isLoopback {
            let host = configuration.listen.host
            logger.warning("anybody who reaches this address may change flavors", metadata: ["host": "\(host)"])
        }
        let server = APIServer(
            orchestration,
            host: configuration.listen.host,
            port: configuration.listen.port,
            version: Coordinator.configuration.version,
            logger: logger
        )
        // A group stops its services from the last to the first: sources before slices, and what they publish last.
        let outer: [any Service] = publishing.map { [$0] } ?? []
        var sources: [any Service] = []
        if let kafka = configuration.kafka, !(kafka.samples + kafka.kpis).isEmpty {
            sources.append(try KafkaReadingService(kafka, orchestration, logger: logger))
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: (outer + orchestration.services + [server] + sources).map {
                    .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
        try store.close()
        logger.notice("stopped")
    }
}
