import Foundation
public import HTTPClient
import MetricModel
public import PrometheusAPI

/// Brings the configuration of what was chosen to the Prometheus server that feeds the forecasts.
public struct MonitoringPublisher: Sendable {
    /// Where the configuration goes.
    public enum Destination: Sendable {
        /// Into a file that Prometheus reads, after which it is told to.
        case file(String)
        /// To a receiver such as MLO-V2's, as the file `configMap` of a form.
        case receiver(url: String)
        /// Into a ConfigMap, by the API of Kubernetes (server-side apply).
        case kubernetes(server: String, namespace: String, name: String, credentials: Credentials?)
    }

    /// What the configuration looks like.
    public enum Form: String, Sendable, CaseIterable {
        /// Exactly the chosen series, and `params: name[]`.
        case exact
        /// As MLO-V2 has it: metrics by name.
        case legacy
    }

    private let destination: Destination
    private let form: Form
    private let remoteWrite: String?
    private let client: HTTPClient
    private let prometheus: PrometheusClient?
    private let patience: Duration

    /// Sets where the configuration goes.
    ///
    /// - Parameters:
    ///   - destination: Where it goes.
    ///   - form: What it looks like.
    ///   - remoteWrite: Where Prometheus is to write samples to; `nil` for nowhere.
    ///   - client: Sends it.
    ///   - prometheus: The server that it is for: told to read it when it goes into a file, and asked afterwards whether the
    ///     targets are up and the series arrive. Without it, nothing is verified.
    ///   - patience: How long the series may take to arrive.
    public init(
        to destination: Destination,
        form: Form,
        remoteWrite: String?,
        client: HTTPClient,
        prometheus: PrometheusClient?,
        patience: Duration = .seconds(20)
    ) {
        (self.destination, self.form, self.remoteWrite) = (destination, form, remoteWrite)
        (self.client, self.prometheus, self.patience) = (client, prometheus, patience)
    }

    /// Applies a configuration for these series and waits until they arrive.
    ///
    /// - Throws: ``MonitoringError``, `PrometheusError`, `HTTPError`; `CancellationError`.
    public func apply(_ series: [PrometheusSeries]) async throws {
        let configuration = MonitoringConfiguration(series: series, remoteWrite: remoteWrite)
        let start = Int64(Date().timeIntervalSince1970)
        switch destination {
        case .file(let file):
            let text = form == .exact ? configuration.text : configuration.legacyText + "\n"
            try await PrometheusFile(at: file, readBy: prometheus).replace(with: text)
        case .receiver(let url):
            var body = MultipartBody()
            let map = ConfigMapManifest(configuration, form: form)
            body.append(file: "configMap", fileName: "config-map.yaml", type: "application/yaml", Array(map.text.utf8))
            try await send(
                HTTPRequest(
                    method: "POST",
                    url: url,
                    headers: [("Content-Type", body.contentType)],
                    upload: body.upload
                )
            )
        case .kubernetes(let server, let namespace, let name, let credentials):
            let map = ConfigMapManifest(configuration, form: form, namespace: namespace, name: name)
            let url =
                "\(server)/api/v1/namespaces/\(namespace)/configmaps/\(name)?fieldManager=slice-forecast&force=true"
            var headers = [("Content-Type", "application/apply-patch+yaml")]
            if let credentials { headers.append(try credentials.header()) }
            try await send(HTTPRequest(method: "PATCH", url: url, headers: headers, body: Array(map.text.utf8)))
        }
        if let prometheus { try await verify(configuration.series, at: prometheus, since: start) }
    }

    private func send(_ request: HTTPRequest) async throws {
        let answer = try await client.send(request, retrying: RetryPolicy())
        guard answer.isSuccess else {
            throw MonitoringError.refused(
                url: request.url,
                status: answer.status,
                reason: String(decoding: answer.body.prefix(500), as: UTF8.self)
            )
        }
    }

    /// Asks until every target is up and every series has come since the change.
    private func verify(_ series: [PrometheusSeries], at prometheus: PrometheusClient, since start: Int64) async throws
    {
        let end = ContinuousClock.now + patience
        let wanted = Set(series)
        let instances = Set(series.compactMap { $0.labels["instance"] })
        while true {
            let targets = try await prometheus.activeTargets().filter {
                instances.contains($0.labels["instance"] ?? "")
            }
            let isUp = Set(targets.filter { $0.health == "up" }.compactMap { $0.labels["instance"] })
            let missing = wanted.subtracting(try await arrived(series, at: prometheus, since: start))
            if missing.isEmpty, instances.isSubset(of: isUp) { return }
            guard ContinuousClock.now < end else {
                let down = instances.subtracting(isUp).sorted().map { instance in
                    let fault = targets.first { $0.labels["instance"] == instance }?.lastError ?? ""
                    return "\(instance): \(fault.isEmpty ? "not scraped yet" : fault)"
                }
                throw MonitoringError.notArriving(missing: missing.map(\.description).sorted(), down: down)
            }
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    private func arrived(
        _ series: [PrometheusSeries],
        at prometheus: PrometheusClient,
        since start: Int64
    ) async throws -> Set<PrometheusSeries> {
        guard !series.isEmpty else { return [] }
        let now = Int64(Date().timeIntervalSince1970)
        let selector = [LabelMatcher("__name__", oneOf: Set(series.map(\.name.text)).sorted())].selector
        var names = SeriesNames()
        try await prometheus.queryRange(
            "last_over_time(\(selector)[\(max(1, now - start))s])",
            seconds: now...now,
            step: 1,
            into: &names
        )
        return names.series
    }
}

/// Notes which series an answer holds.
private struct SeriesNames: SampleSink {
    var series: Set<PrometheusSeries> = []

    mutating func begin(_ series: PrometheusSeries) -> Bool {
        self.series.insert(series)
        return false
    }

    mutating func append(_ milliseconds: Span<Int64>, _ values: Span<Double>, rhythm: Int64?) {}
}

/// A monitoring configuration did not come into force.
public enum MonitoringError: Error, Equatable, CustomStringConvertible {
    /// The file could not be written.
    case notWritten(file: String, reason: String)
    /// The receiver did not take it.
    case refused(url: String, status: Int, reason: String)
    /// It was taken, but not all series arrive.
    case notArriving(missing: [String], down: [String])

    /// One sentence for people.
    public var description: String {
        switch self {
        case .notWritten(let file, let reason): "\(file): \(reason)"
        case .refused(let url, let status, let reason): "\(url) answered with status \(status): \(reason)"
        case .notArriving(let missing, let down):
            "the configuration was applied, but these series do not arrive: "
                + (missing.prefix(5).joined(separator: ", ")) + (missing.count > 5 ? ", …" : "")
                + (down.isEmpty ? "" : "; targets that are down: " + down.joined(separator: "; "))
        }
    }
}
