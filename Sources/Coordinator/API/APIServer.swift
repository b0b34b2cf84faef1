import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import NIOSSL
public import ServiceLifecycle

/// The coordinator's HTTP server on one address, as a service; further addresses are further servers with the same parts.
public struct APIServer: Service {
    /// The server cannot be made.
    public struct Fault: Error, Equatable, CustomStringConvertible {
        /// What was attempted, on what, and what was found.
        public var description: String
    }

    private let application: Application<RouterResponder<BasicRequestContext>>

    /// Prepares a server.
    ///
    /// - Parameters:
    ///   - parts: What is asked and told.
    ///   - listener: Where to listen, and what to answer there.
    ///   - tokens: Who may do what; without them everybody may do everything, and the listener has to be on loopback.
    ///   - limits: How much a client may ask for.
    ///   - logger: Is told where it listens, and what fails.
    ///   - onListening: Is told the port.
    /// - Throws: ``Fault`` when the certificate or its key cannot be used, or strangers could do anything.
    public init(
        _ parts: APIParts,
        on listener: APIListener,
        tokens: AccessTokens? = nil,
        limits: APILimits = APILimits(),
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws(Fault) {
        guard tokens != nil || listener.isLoopback else {
            throw Fault(description: "without tokens the server listens on loopback only, found \(listener.host)")
        }
        application = Application(
            router: Routes(parts: parts, tokens: tokens).router(for: listener.surface),
            server: try Self.channel(for: listener, limits: limits),
            configuration: ApplicationConfiguration(
                address: .hostname(listener.host, port: listener.port),
                serverName: "coordinator",
                availableConnectionsDelegate: .maximum(limits.connections, logger: logger)
            ),
            onServerRunning: { channel in
                let actual = channel.localAddress?.port ?? listener.port
                logger.notice(
                    "listening",
                    metadata: [
                        "host": "\(listener.host)", "port": "\(actual)", "surface": "\(listener.surface.rawValue)",
                        "tls": "\(listener.tls != nil)", "tokens": "\(tokens != nil)",
                    ]
                )
                await onListening(actual)
            },
            logger: logger
        )
    }

    /// Serves until the graceful shutdown.
    public func run() async throws {
        try await application.run()
    }

    private static func channel(
        for listener: APIListener,
        limits: APILimits
    ) throws(Fault) -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                idleTimeout: TimeAmount(limits.idle),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: limits.headerBytes,
                    maxHeaderListSize: limits.headerBytes,
                    maxHeaderFieldCount: limits.headerFields
                )
            )
        )
        guard let files = listener.tls else { return plain }
        do {
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem))
            )
            tls.minimumTLSVersion = .tlsv12
            return try .tls(plain, tlsConfiguration: tls)
        } catch {
            throw Fault(
                description: "the certificate \(files.certificate) with the key \(files.key) cannot be used: \(error)"
            )
        }
    }
}
