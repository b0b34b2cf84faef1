import HTTPClient
import IMA

/// How series are chosen here, in the place of MLO-V2's IMA.
struct ConfigurationIMA: Equatable {
    /// Where the chosen series are monitored.
    struct Monitoring: Equatable {
        /// The file that Prometheus reads.
        var file: String?
        /// A receiver such as MLO-V2's.
        var receiver: String?
        /// Kubernetes' API server.
        var kubernetes: String?
        var namespace = "monitoring2"
        var name = "prometheus-2-server-conf"
        var tokenFile: String?
        var authorityFile: String?
        /// The Prometheus server that reads the configuration.
        var prometheus: String?
        var remoteWrite: String?
        var form = MonitoringPublisher.Form.exact
        /// How long series may take to arrive, seconds.
        var patience = 20
    }

    /// Where ConfigMaps are kept that `/configmap` receives.
    struct Receiver: Equatable {
        /// Gets the manifest's `prometheus.yml`.
        var file: String
        /// The Prometheus server that reads it.
        var prometheus: String?
    }

    /// The server that has the recordings.
    var prometheus: String
    var tokenFile: String?
    var authorityFile: String?
    /// Keeps KPI files and choices.
    var folder: String
    /// The hosts that `callbackURL` may name; `nil` for all but this machine's own addresses.
    var callbackHosts: [String]?
    var method: Extractor.Method
    var monitoring: Monitoring?
    var receiver: Receiver?

    /// Reads the level `ima`.
    ///
    /// - Throws: ``ConfigurationError``.
    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        prometheus = try level.required("prometheus", try level.text("prometheus"))
        tokenFile = try level.location("tokenFile")
        authorityFile = try level.location("authorityFile")
        folder = try level.location("folder") ?? level.location(of: "ima")
        callbackHosts = try level.texts("callbackHosts")
        method = try level.oneOf(Extractor.Method.self, "method") ?? .automatic
        if let inner = try level.level("monitoring") { monitoring = try Monitoring(inner) }
        if var inner = try level.level("receiver") {
            receiver = Receiver(
                file: try inner.required("file", try inner.location("file")),
                prometheus: try inner.text("prometheus")
            )
            try inner.finish()
        }
        try level.finish()
        let urls = [
            prometheus, monitoring?.receiver, monitoring?.kubernetes, monitoring?.prometheus, receiver?.prometheus,
        ]
        for url in urls.compactMap({ $0 }) where !url.hasPrefix("http://") && !url.hasPrefix("https://") {
            throw level.error("\"\(url)\" is neither http:// nor https://")
        }
    }
}

extension ConfigurationIMA.Monitoring {
    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        file = try level.location("file")
        receiver = try level.text("receiver")
        kubernetes = try level.text("kubernetes")
        namespace = try level.text("namespace") ?? namespace
        name = try level.text("name") ?? name
        tokenFile = try level.location("tokenFile")
        authorityFile = try level.location("authorityFile")
        prometheus = try level.text("prometheus")
        remoteWrite = try level.text("remoteWrite")
        form = try level.oneOf(MonitoringPublisher.Form.self, "form") ?? form
        patience = try level.integer("patience") ?? patience
        try level.finish()
        guard [file, receiver, kubernetes].count(where: { $0 != nil }) == 1 else {
            throw level.error("expected one of file, receiver and kubernetes")
        }
        guard (1...600).contains(patience) else { throw level.error("patience must lie between 1 and 600 s") }
        for text in [namespace, name] {
            let isName = text.utf8.allSatisfy {
                ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 || $0 == 46
            }
            guard isName, !text.isEmpty else { throw level.error("\"\(text)\" is no name of Kubernetes") }
        }
    }
}
