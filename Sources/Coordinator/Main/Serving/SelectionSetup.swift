import API
import Foundation
import HTTPClient
import IMA
import Logging
import PrometheusAPI
import SRO
import ServiceLifecycle
import Store
import Yams

/// Makes the IMA out of its configuration.
struct SelectionSetup {
    let parts: SelectionParts
    let service: SelectionService

    /// Nothing without a configuration.
    ///
    /// - Throws: `HTTPError` when libcurl cannot be started; `StoreError`.
    init?(_ configuration: ConfigurationIMA?, slices: [Slice], store: Store, logger: Logger) async throws {
        guard let configuration else { return nil }
        let hosts = configuration.callbackHosts.map { Set($0) }
        // A host that the configuration names is meant, wherever it is.
        let callbacks = DestinationPolicy(hosts: hosts, allowsLocalAddresses: hosts != nil)
        let desk = try await SelectionDesk(
            store: store,
            folder: configuration.folder,
            callbacks: callbacks,
            logger: logger
        ) {
            Int64(Date().timeIntervalSince1970)
        }
        parts = SelectionParts(
            desk: desk,
            publisher: try configuration.monitoring.map { try Self.publisher($0) },
            configMaps: try configuration.receiver.map { try Self.receiver($0) }
        )
        let targets = Dictionary(
            slices.map { ($0.id, Self.instances(of: $0)) },
            uniquingKeysWith: { first, _ in first }
        )
        let server = PrometheusClient(
            client: try HTTPClient(authorityFile: configuration.authorityFile),
            url: configuration.prometheus,
            credentials: configuration.tokenFile.map { .bearer(file: $0) }
        )
        service = SelectionService(
            desk: desk,
            extractor: Extractor(client: server, method: configuration.method),
            instances: { slice in targets[slice] ?? [] },
            client: try HTTPClient(destinations: callbacks),
            logger: logger
        )
    }

    /// What Prometheus calls the targets of a slice, those that are scraped here and those whose samples come in streams.
    static func instances(of slice: Slice) -> [String] {
        let scraped = slice.targets.compactMap { target -> String? in
            guard let url = URLComponents(string: target), let host = url.percentEncodedHost else { return nil }
            return "\(host):\(url.port ?? (url.scheme == "https" ? 443 : 80))"
        }
        return Set(scraped).union(slice.stream?.instances ?? []).sorted()
    }

    private static func publisher(_ monitoring: ConfigurationIMA.Monitoring) throws -> MonitoringPublisher {
        let client = try HTTPClient(authorityFile: monitoring.authorityFile)
        let destination: MonitoringPublisher.Destination
        if let file = monitoring.file {
            destination = .file(file)
        } else if let url = monitoring.receiver {
            destination = .receiver(url: url)
        } else {
            destination = .kubernetes(
                server: monitoring.kubernetes ?? "",
                namespace: monitoring.namespace,
                name: monitoring.name,
                credentials: monitoring.tokenFile.map { .bearer(file: $0) }
            )
        }
        return MonitoringPublisher(
            to: destination,
            form: monitoring.form,
            remoteWrite: monitoring.remoteWrite,
            client: client,
            prometheus: monitoring.prometheus.map { PrometheusClient(client: client, url: $0) },
            patience: .seconds(monitoring.patience)
        )
    }

    /// Takes `prometheus.yml` out of a manifest, writes it where Prometheus reads it, and has it read.
    private static func receiver(_ receiver: ConfigurationIMA.Receiver) throws -> SelectionParts.ConfigMapReader {
        let client = try HTTPClient()
        let file = PrometheusFile(
            at: receiver.file,
            readBy: receiver.prometheus.map { PrometheusClient(client: client, url: $0) }
        )
        return { try await file.replace(with: try Self.configuration(in: $0)) }
    }

    private static func configuration(in manifest: String) throws -> String {
        let node: Node?
        do {
            try Configuration.checkDepth(of: manifest, file: "configMap")
            node = try Yams.compose(yaml: manifest)
        } catch {
            throw SelectionParts.UnusableManifest("configMap is no YAML: \(error)")
        }
        guard node?["kind"]?.string == "ConfigMap", let text = node?["data"]?["prometheus.yml"]?.string else {
            throw SelectionParts.UnusableManifest("configMap is no ConfigMap with a prometheus.yml in it")
        }
        return text
    }
}
