import Hummingbird
public import Logging
public import SRO
public import ServiceLifecycle

/// The coordinator's HTTP server, as a service.
public struct APIServer: Service {
    private let application: Application<RouterResponder<BasicRequestContext>>

    /// Prepares a server.
    ///
    /// - Parameters:
    ///   - orchestration: What is asked and told.
    ///   - host: Where to listen; `127.0.0.1` unless others are to reach it.
    ///   - port: Where to listen; 0 takes any free port.
    ///   - version: The program's version.
    ///   - reloading: Reads the configuration again when it is asked to.
    ///   - logger: Is told where it listens, and what fails.
    ///   - onListening: Is told the port.
    public init(
        _ orchestration: Orchestration,
        host: String,
        port: Int,
        version: String,
        reloading: Reloading? = nil,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        application = Application(
            router: Routes(orchestration: orchestration, version: version, reloading: reloading).router(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "coordinator"),
            onServerRunning: { channel in
                let actual = channel.localAddress?.port ?? port
                logger.notice("listening", metadata: ["host": "\(host)", "port": "\(actual)"])
                await onListening(actual)
            },
            logger: logger
        )
    }

    /// Serves until the graceful shutdown.
    public func run() async throws {
        try await application.run()
    }
}
