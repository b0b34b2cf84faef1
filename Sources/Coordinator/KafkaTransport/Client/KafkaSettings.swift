/// How to reach a Kafka cluster.
public struct KafkaSettings: Sendable, Equatable {
    /// What the cluster wants before it talks.
    public enum Login: Sendable, Equatable {
        /// Nothing.
        case none
        /// A name and a password, by `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`.
        case password(mechanism: String, name: String, password: String)
    }

    /// How the connection is encrypted.
    public enum Encryption: Sendable, Equatable {
        /// Not at all.
        case none
        /// TLS; the paths are of PEM files and may be missing (the system's authorities; no certificate of our own).
        case tls(authority: String?, certificate: String?, key: String?)
    }

    /// Brokers to begin with, `host:port`, separated by commas.
    public var brokers: String
    /// How the connection is encrypted.
    public var encryption: Encryption
    /// What the cluster wants before it talks.
    public var login: Login
    /// Further properties of librdkafka, such as `socket.timeout.ms`; they win over everything else.
    public var properties: [String: String]

    /// Describes a cluster.
    public init(
        brokers: String,
        encryption: Encryption = .none,
        login: Login = .none,
        properties: [String: String] = [:]
    ) {
        self.brokers = brokers
        self.encryption = encryption
        self.login = login
        self.properties = properties
    }

    /// What librdkafka is told, in the order in which it is told.
    func pairs(adding defaults: KeyValuePairs<String, String>) -> [(String, String)] {
        var pairs = [("bootstrap.servers", brokers), ("client.id", "coordinator")]
        pairs.append(("security.protocol", securityProtocol))
        if case .tls(let authority, let certificate, let key) = encryption {
            let paths = [
                ("ssl.ca.location", authority), ("ssl.certificate.location", certificate), ("ssl.key.location", key),
            ]
            for (name, path) in paths {
                if let path { pairs.append((name, path)) }
            }
        }
        if case .password(let mechanism, let name, let password) = login {
            pairs += [("sasl.mechanism", mechanism), ("sasl.username", name), ("sasl.password", password)]
        }
        for (name, value) in defaults { pairs.append((name, value)) }
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) { pairs.append((name, value)) }
        return pairs
    }

    private var securityProtocol: String {
        switch (encryption, login) {
        case (.none, .none): "plaintext"
        case (.tls, .none): "ssl"
        case (.none, .password): "sasl_plaintext"
        case (.tls, .password): "sasl_ssl"
        }
    }
}
