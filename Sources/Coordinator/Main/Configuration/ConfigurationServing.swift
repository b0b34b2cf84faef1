import API

/// How the HTTP interface is reached: the addresses, who may do what, and encryption.
struct ConfigurationServing: Equatable {
    /// Where everything is answered.
    var listen: ListenAddress
    /// Where MLO-V2's SRO routes alone are answered, too.
    var legacySRO: ListenAddress?
    /// Where MLO-V2's IMA routes are answered.
    var legacyIMA: ListenAddress?
    /// The file of tokens; without one only loopback is listened on.
    var tokens: String?
    /// The certificate and its key.
    var tls: APIListener.TLSFiles?

    /// Reads `listen`, `listeners`, `tokens` and `tls` of the file's top level.
    ///
    /// - Throws: ``ConfigurationError``.
    init(_ top: inout ConfigurationMapping) throws(ConfigurationError) {
        listen = try Self.address("listen", in: &top) ?? ListenAddress(host: "127.0.0.1", port: 13131)
        if var listeners = try top.level("listeners") {
            legacySRO = try Self.address("sro", in: &listeners)
            legacyIMA = try Self.address("ima", in: &listeners)
            try listeners.finish()
        }
        tokens = try top.location("tokens")
        if var level = try top.level("tls") {
            tls = APIListener.TLSFiles(
                certificate: try level.required("certificate", try level.location("certificate")),
                key: try level.required("key", try level.location("key"))
            )
            try level.finish()
        }
    }

    private static func address(
        _ key: String,
        in level: inout ConfigurationMapping
    ) throws(ConfigurationError) -> ListenAddress? {
        guard let text = try level.text(key) else { return nil }
        guard let address = ListenAddress(parsing: text) else {
            throw level.error("\(key): expected HOST:PORT, found \"\(text)\"")
        }
        return address
    }

    /// The listeners; without tokens all of them are on loopback.
    var listeners: [APIListener] {
        let wanted: [(ListenAddress?, APIListener.Surface)] = [
            (listen, .main), (legacySRO, .legacySRO), (legacyIMA, .legacyIMA),
        ]
        return wanted.compactMap { address, surface in
            guard let address else { return nil }
            let isOpen = tokens != nil || address.isLoopback
            let host = isOpen ? address.host : address.host.contains(":") ? "::1" : "127.0.0.1"
            return APIListener(host: host, port: address.port, surface: surface, tls: tls)
        }
    }

    /// The addresses that were asked for and are not listened on, since there are no tokens.
    var refusedHosts: [String] {
        guard tokens == nil else { return [] }
        return [listen, legacySRO, legacyIMA].compactMap { $0 }.filter { !$0.isLoopback }.map(\.host)
    }
}
