import Foundation
import KafkaTransport
import Sharing

/// What `serve` has to do with Kafka: which topics it reads, and which it fills.
struct KafkaConfiguration: Equatable {
    /// Fills a topic of each slice: this part of a name stands for the slice's id.
    static let slicePlaceholder = "{slice}"

    /// How to reach the cluster.
    var settings: KafkaSettings
    /// The name of the group that reads; each coordinator has its own unless they share slices.
    var group: String
    /// Topics with samples, as prometheus-kafka-adapter writes them.
    var samples: [String]
    /// Topics with KPIs, as MLO-V2's producers write them.
    var kpis: [String]
    /// The topic of forecasts in MLO-V2's form, or `nil` for none.
    var estimations: String?
    /// The topic of whole forecasts, or `nil` for none.
    var records: String?
    /// The topic of each slice's log, with ``slicePlaceholder``, or `nil` for none.
    var log: String?
    /// How the slices are shared with the other coordinators of the group, or `nil` when they are not.
    var sharing: SharingSettings?

    /// Reads the level `kafka`.
    ///
    /// - Throws: ``ConfigurationError`` for a value that is missing, unusable or unknown.
    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        settings = KafkaSettings(brokers: try level.required("brokers", try level.text("brokers")))
        if var tls = try level.level("tls") {
            settings.encryption = .tls(
                authority: try tls.location("authority"),
                certificate: try tls.location("certificate"),
                key: try tls.location("key")
            )
            try tls.finish()
        }
        if var login = try level.level("login") {
            let file = try login.required("passwordFile", try login.location("passwordFile"))
            let password: String
            do {
                password = try SecretFile(path: file).text
            } catch {
                throw login.error("\(error)")
            }
            settings.login = .password(
                mechanism: try login.text("mechanism") ?? "SCRAM-SHA-512",
                name: try login.required("name", try login.text("name")),
                password: password
            )
            try login.finish()
        }
        settings.properties = try level.dictionary("properties") ?? [:]
        group = try level.text("group") ?? "coordinator"
        samples = try level.texts("samples") ?? []
        kpis = try level.texts("kpis") ?? []
        if var topics = try level.level("publish") {
            estimations = try topics.text("estimations")
            records = try topics.text("records")
            log = try topics.text("log")
            try topics.finish()
            if let log, !log.contains(Self.slicePlaceholder) {
                throw topics.error("log has no \(Self.slicePlaceholder), so that all slices would share one topic")
            }
        }
        if let share = try level.level("share") { sharing = try sharing(share) }
        try level.finish()
    }

    private func sharing(_ level: ConfigurationMapping) throws(ConfigurationError) -> SharingSettings {
        var level = level
        var sharing = SharingSettings(
            kafka: settings,
            group: group,
            sources: samples + kpis,
            topics: try level.text("topics") ?? group,
            name: try level.text("name") ?? ProcessInfo.processInfo.hostName,
            url: try level.text("url")
        )
        if let seconds = try level.integer("session") {
            guard (1...300).contains(seconds) else { throw level.error("session must lie between 1 and 300 s") }
            sharing.session = .seconds(seconds)
        }
        try level.finish()
        if let url = sharing.url, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            throw level.error("\"\(url)\" is neither http:// nor https://")
        }
        return sharing
    }
}
