import API
import ArgumentParser
import Foundation
import HTTPClient
import HeapMemory
import Logging
import PrometheusAPI
import SRO
import ServiceLifecycle
import Sharing
import Store
import SystemdNotification
import UnixSignals

/// Watches slices, forecasts their KPIs and keeps them inside their agreements.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Watch slices, forecast their KPIs each second, and keep them inside their agreements."
    )

    @Option(help: "The configuration file; or SLICE_FORECAST_CONFIG in the environment.")
    var config: String?

    @Option(help: "Where to listen, HOST:PORT, instead of what the file says; or SLICE_FORECAST_LISTEN.")
    var listen: String?

    @Option(help: "The store's file, instead of what the configuration says; or SLICE_FORECAST_STORE.")
    var store: String?

    @Option(
        help: """
            The least severe messages to show: trace, debug, info (the default), notice, warning, error, critical; or \
            SLICE_FORECAST_LOG_LEVEL.
            """
    )
    var logLevel: String?

    func validate() throws {
        _ = try source()
    }

    private func source() throws -> ConfigurationSource {
        var flags: [ConfigurationSource.Setting: String] = [:]
        flags[.config] = config
        flags[.listen] = listen
        flags[.store] = store
        flags[.logLevel] = logLevel
        return try ConfigurationSource(flags: flags, environment: ProcessInfo.processInfo.environment)
    }

    func run() async throws {
        let source = try source()
        let configuration: Configuration
        do {
            configuration = try source.read()
        } catch {
            throw ValidationFailure(description: error.description)
        }
        try OpenFiles.raiseLimit()
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = source.logLevel
            return handler
        }
        try await serve(configuration, source: source, logger: Logger(label: "coordinator"))
    }

    private func serve(_ configuration: Configuration, source: ConfigurationSource, logger: Logger) async throws {
        HeapMemory.limitPools(to: 2)
        HeapMemory.keepNoMore(than: 256 << 10)
        let store = try Store(path: configuration.store)
        // A page that comes later than this comes too late for its second.
        let scraper = Scraper(client: try HTTPClient(), timeout: .milliseconds(900))
        let colleagues = try await connection(to: configuration.kafka, logger: logger)
        let catalogue = try await SliceCatalogue(
            fileSlices: configuration.slices,
            store: store,
            sharing: colleagues?.member,
            read: { json in try Slice(json: json) },
            onFault: { id, reason in
                logger.error("a slice is left out", metadata: ["slice": "\(id)", "error": "\(reason)"])
            }
        )
        let delay = ForecastDelay()
        let publishing = try configuration.kafka.map { kafka in
            try KafkaPublishingService(kafka, delay: delay, logger: logger)
        }
        let orchestration = try await Orchestration(
            slices: await catalogue.slices,
            store: store,
            readPage: { url in try await scraper.scrape(url).families },
            outlet: { event in publishing?.take(event) },
            release: { publishing?.send() },
            delay: delay,
            sharing: colleagues?.member,
            logger: logger
        )
        let setup = ServingSetup(serving: configuration.serving, profile: configuration.profile, logger: logger)
        await catalogue.attach(orchestration)
        let systemd = ServiceNotification()
        let reloading = Reloading(orchestration) {
            await catalogue.replaceFileSlices(with: try source.readSlices(for: configuration))
        }
        var parts = try setup.parts(orchestration, version: Coordinator.configuration.version)
        parts.catalogue = catalogue
        parts.reloading = reloading
        parts.streamFamilies = { publishing?.metricFamilies ?? [] }
        let sink = try SliceSampleSink(orchestration, store: configuration.store)
        await sink.recall()
        parts.remoteWrite = RemoteWriteRoutes(to: sink)
        let selection = try await SelectionSetup(
            configuration.ima,
            slices: configuration.slices,
            store: store,
            logger: logger
        )
        parts.selection = selection?.parts
        let own: [any Service] = [
            try setup.answering(orchestration), ReloadService(reloading: reloading, logger: logger),
            SystemdService(systemd: systemd, orchestration: orchestration), MemoryService(delay: delay),
        ]
        let servers = try setup.servers(parts) { _ in
            // Reading the configuration and the models took more than they take.
            HeapMemory.giveBack()
            systemd.send("READY=1")
        }
        // A group stops its services from the last to the first: sources before slices, and what they publish last.
        var outer: [any Service] = publishing.map { [$0] } ?? []
        if let colleagues {
            outer.append(SharingService(colleagues, catalogue: catalogue, store: store, logger: logger))
        }
        var sources: [any Service] = selection.map { [$0.service] } ?? []
        if let kafka = configuration.kafka, colleagues != nil || !(kafka.samples + kafka.kpis).isEmpty {
            sources.append(
                try KafkaReadingService(
                    kafka,
                    orchestration,
                    sharing: colleagues?.consumer,
                    delay: delay,
                    logger: logger
                )
            )
        }
        var services: [any Service] = outer
        services += orchestration.services
        services += servers
        services += own
        services += sources
        typealias Member = ServiceGroupConfiguration.ServiceConfiguration
        let members = services.map { service in
            Member(service: service, successTerminationBehavior: .gracefullyShutdownGroup)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: members,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
        try store.close()
        logger.notice("stopped")
    }

    /// Joins the coordinators that share their slices, if that is asked for.
    private func connection(to kafka: KafkaConfiguration?, logger: Logger) async throws -> GroupConnection? {
        guard let sharing = kafka?.sharing else { return nil }
        return try await GroupConnection(sharing, log: KafkaOptions.log(to: logger))
    }
}
