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
            configuration.serving.listen = address
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
        let catalogue = try await SliceCatalogue(
            fileSlices: configuration.slices,
            store: store,
            read: { json in try Slice(json: json) },
            onFault: { id, reason in
                logger.error("a slice is left out", metadata: ["slice": "\(id)", "error": "\(reason)"])
            }
        )
        let orchestration = try await Orchestration(
            slices: await catalogue.slices,
            store: store,
            readPage: { url in try await scraper.scrape(url).families },
            logger: logger
        )
        let setup = ServingSetup(serving: configuration.serving, profile: configuration.profile, logger: logger)
        await catalogue.attach(orchestration)
        var parts = try setup.parts(orchestration, version: Coordinator.configuration.version)
        parts.catalogue = catalogue
        let servers = try setup.servers(parts) + [try setup.answering(orchestration)]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: (orchestration.services + servers).map {
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
