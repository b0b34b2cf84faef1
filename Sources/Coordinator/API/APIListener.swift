/// One address that the server listens on, and what is answered there.
public struct APIListener: Sendable, Equatable {
    /// What is answered.
    public enum Surface: String, Sendable {
        /// Everything.
        case main
        /// Health and the routes that MLO-V2's SRO has.
        case legacySRO
        /// Health and the routes that MLO-V2's IMA has.
        case legacyIMA
    }

    /// Where the certificate chain and its key lie, both in PEM.
    public struct TLSFiles: Sendable, Equatable {
        /// The certificate and those that vouch for it.
        public var certificate: String
        /// Its private key.
        public var key: String

        /// Two files.
        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// The interface, `127.0.0.1` unless others are to reach it.
    public var host: String
    /// The port; 0 takes any free one.
    public var port: Int
    /// What is answered there.
    public var surface: Surface
    /// Encrypts the connections; `nil` leaves them in the clear.
    public var tls: TLSFiles?

    /// An address.
    public init(host: String, port: Int, surface: Surface = .main, tls: TLSFiles? = nil) {
        self.host = host
        self.port = port
        self.surface = surface
        self.tls = tls
    }

    /// Whether only programs on this machine can reach it.
    public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
