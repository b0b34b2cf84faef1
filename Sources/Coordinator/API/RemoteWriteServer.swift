import Hummingbird
public import Logging
import RemoteWrite
public import ServiceLifecycle

/// An HTTP server that takes remote writes and does nothing else, in the place of prometheus-kafka-adapter.
public struct RemoteWriteServer: Service {
    private let application: Application<RouterResponder<BasicRequestContext>>

    /// Prepares a server.
    ///
    /// - Parameters:
    ///   - routes: What takes the samples.
    ///   - host: Where to listen.
    ///   - port: Where to listen; 0 takes any free port.
    ///   - logger: Is told where it listens, and what fails.
    ///   - metrics: The text of `/metrics`, in Prometheus' format.
    public init(
        _ routes: RemoteWriteRoutes,
        host: String,
        port: Int,
        logger: Logger,
        metrics: @escaping @Sendable () async -> String
    ) {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware())
        for path in ["/healthz", "/-/healthy", "/readyz", "/-/ready"] {
            router.get(RouterPath(path)) { _, _ in try JSONText.response(["status": "ok"]) }
        }
        router.get("/metrics") { _, _ in
            var headers = HTTPFields()
            headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: .init(string: await metrics())))
        }
        routes.add(to: router)
        Routes.refuseOtherMethods(on: router)
        application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "coordinator"),
            onServerRunning: { channel in
                let actual = channel.localAddress?.port ?? port
                logger.notice("listening", metadata: ["host": "\(host)", "port": "\(actual)"])
            },
            logger: logger
        )
    }

    /// Serves until the graceful shutdown.
    public func run() async throws {
        try await application.run()
    }
}
