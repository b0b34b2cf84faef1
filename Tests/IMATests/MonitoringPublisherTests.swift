import Foundation
import HTTPClient
import IMA
import MetricModel
import PrometheusAPI
import Testing

/// Where monitoring configurations go, and whether they come into force there.
@Suite(.serialized) struct MonitoringPublisherTests {
    private func series(_ name: String, instance: String, job: String = "node") throws -> PrometheusSeries {
        try #require(
            PrometheusSeries(validating: [("__name__", name), ("instance", instance), ("job", job)])
        )
    }

    // MARK: Kubernetes

    private func publisher(
        _ server: KubernetesServer,
        token: String = KubernetesServer.token,
        namespace: String = "monitoring2",
        trustsIt: Bool = true
    ) throws -> MonitoringPublisher {
        MonitoringPublisher(
            to: .kubernetes(
                server: server.url,
                namespace: namespace,
                name: "prometheus-2-server-conf",
                credentials: .bearer(file: try server.file(holding: "\(token)\n"))
            ),
            form: .exact,
            remoteWrite: "http://10.0.0.1:8080/receive",
            client: try HTTPClient(authorityFile: trustsIt ? server.authorityFile : nil),
            prometheus: nil
        )
    }

    @Test(.timeLimit(.minutes(1))) func appliesAConfigMapAsKubernetesWantsIt() async throws {
        let server = try await KubernetesServer()
        let chosen = [try series("node_load1", instance: "10.0.0.7:9100")]
        // The first answer is 503, which passes.
        try await publisher(server).apply(chosen)
        let applied = try server.applied()
        #expect(applied.map(\.query) == [["fieldManager": "slice-forecast", "force": "true"]])
        let lines = try #require(applied.first).body.split(separator: "\n", omittingEmptySubsequences: false)
        let head = [
            "apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: prometheus-2-server-conf", "  labels:",
            "    name: prometheus-2-server-conf", "  namespace: monitoring2", "data:", "  prometheus.yml: |-",
        ]
        #expect(lines.prefix(head.count).map(String.init) == head)
        // What is in the map is what Prometheus reads.
        let text = lines.dropFirst(head.count).map { $0.dropFirst(4) }.joined(separator: "\n")
        let file = try server.file(holding: text)
        let check = try PrometheusServer.run("promtool", ["check", "config", file])
        #expect(check.status == 0, "\(check.text)\n\(text)")
        #expect(text.contains("- node_load1") && text.contains("http://10.0.0.1:8080/receive"))
    }

    @Test(.timeLimit(.minutes(1))) func saysWhyKubernetesRefuses() async throws {
        let server = try await KubernetesServer()
        let cases = [
            ("wrong", "monitoring2", 401, "Unauthorized"), (KubernetesServer.token, "other", 404, "could not find"),
        ]
        for (token, namespace, status, words) in cases {
            let error = try await #require(throws: MonitoringError.self) {
                try await publisher(server, token: token, namespace: namespace).apply([])
            }
            guard case .refused(_, status, let reason) = error else {
                Issue.record("\(error)")
                continue
            }
            #expect(reason.contains(words))
        }
        // A server that nobody vouches for gets neither the token nor the configuration.
        await #expect(throws: HTTPError.self) { try await publisher(server, trustsIt: false).apply([]) }
        #expect(try server.applied().isEmpty)
    }

    // MARK: A file

    private func publisher(_ server: PrometheusServer, patience: Duration) throws -> MonitoringPublisher {
        MonitoringPublisher(
            to: .file(server.path("prometheus.yml")),
            form: .exact,
            remoteWrite: nil,
            client: try HTTPClient(),
            prometheus: try server.client(),
            patience: patience
        )
    }

    @Test(.timeLimit(.minutes(1))) func aFileIsReadAgainAndItsSeriesArrive() async throws {
        let server = try await PrometheusServer(openMetrics: "# TYPE a gauge\na 1 1700000000\n# EOF\n")
        // A target that is always there: the server itself.
        let instance = String(server.url.dropFirst("http://".count))
        let chosen = [
            try series("process_open_fds", instance: instance, job: "self"),
            try series("process_resident_memory_bytes", instance: instance, job: "self"),
        ]
        try await publisher(server, patience: .seconds(30)).apply(chosen)
        let targets = try await server.client().activeTargets()
        #expect(targets.map(\.health) == ["up"])
        #expect(targets.first?.labels["job"] == "self")
        // Only what was chosen is kept.
        let names = try await server.client().labelValues("__name__", matching: ["{job=\"self\"}"])
        #expect(Set(names.filter { !$0.hasPrefix("scrape_") && $0 != "up" }) == Set(chosen.map(\.name.text)))

        let absent = chosen + [try series("no_such_series", instance: instance, job: "self")]
        // Prometheus takes up to five seconds to look at its targets again.
        let error = try await #require(throws: MonitoringError.self) {
            try await publisher(server, patience: .seconds(8)).apply(absent)
        }
        #expect(error == .notArriving(missing: [absent[2].description], down: []))
        let away = try series("node_load1", instance: "127.0.0.1:1")
        let down = try await #require(throws: MonitoringError.self) {
            try await publisher(server, patience: .seconds(3)).apply([away])
        }
        guard case .notArriving([away.description], let faults) = down else {
            Issue.record("\(down)")
            return
        }
        #expect(faults.count == 1 && faults[0].hasPrefix("127.0.0.1:1: "), "\(faults)")
    }

    @Test(.timeLimit(.minutes(1))) func aFileThatPrometheusRefusesIsPutBack() async throws {
        let server = try await PrometheusServer(openMetrics: "# TYPE a gauge\na 1 1700000000\n# EOF\n")
        let path = server.path("prometheus.yml")
        let file = PrometheusFile(at: path, readBy: try server.client())
        await #expect(throws: PrometheusError.self) { try await file.replace(with: "no_such_key: 1\n") }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "scrape_configs: []\n")
        try await file.replace(with: "scrape_configs: []\nrule_files: []\n")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "scrape_configs: []\nrule_files: []\n")
    }

    @Test(.timeLimit(.minutes(1))) func aFileThatCannotBeWrittenIsSaid() async throws {
        let publisher = MonitoringPublisher(
            to: .file("/no/such/folder/prometheus.yml"),
            form: .legacy,
            remoteWrite: nil,
            client: try HTTPClient(),
            prometheus: nil
        )
        let error = try await #require(throws: MonitoringError.self) { try await publisher.apply([]) }
        #expect("\(error)".contains("/no/such/folder/prometheus.yml"))
    }
}
