import Foundation
import IMA
import PrometheusAPI
import Testing

@Suite struct MonitoringConfigurationTests {
    private func series(_ labels: [String: String]) throws -> PrometheusSeries {
        try #require(PrometheusSeries(validating: labels.map { ($0.key, $0.value) }))
    }

    private func selection() throws -> [PrometheusSeries] {
        try [
            series(["__name__": "node_sockstat_sockets_used", "instance": "192.168.0.108:9100", "job": "node"]),
            series(["__name__": "node_sockstat_TCP_inuse", "instance": "192.168.0.107:9100", "job": "node"]),
            series(["__name__": "node_cpu_total", "instance": "192.168.0.107:9100", "job": "node", "mode": "a|\"b"]),
        ]
    }

    @Test func writesTheManifestOfMLOV2() throws {
        let configuration = MonitoringConfiguration(
            series: try selection(),
            remoteWrite: "http://192.168.0.111:8080/receive"
        )
        let expected = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: prometheus-2-server-conf
              labels:
                name: prometheus-2-server-conf
              namespace: monitoring2
            data:
              prometheus.yml: |-
                global:
                  scrape_interval: 1s
                  evaluation_interval: 15s
                remote_write:
                - url: http://192.168.0.111:8080/receive
                scrape_configs:
                - job_name: node
                  metric_relabel_configs:
                  - source_labels: [__name__]
                    regex: node_cpu_total|node_sockstat_TCP_inuse|node_sockstat_sockets_used
                    action: keep
                  static_configs:
                  - targets: ['192.168.0.107:9100', '192.168.0.108:9100']

            """
        #expect(configuration.legacyConfigMap == expected)
    }

    @Test func isTheSameForTheSameSelection() throws {
        let one = MonitoringConfiguration(series: try selection(), remoteWrite: nil)
        let other = MonitoringConfiguration(series: try selection().reversed(), remoteWrite: nil)
        #expect(one.text == other.text)
        #expect(one.legacyConfigMap == other.legacyConfigMap)
    }

    @Test(arguments: [true, false])
    func isTakenByPromtool(isEmpty: Bool) throws {
        let configuration = MonitoringConfiguration(
            series: isEmpty ? [] : try selection(),
            remoteWrite: "http://127.0.0.1:1/receive"
        )
        for text in [configuration.text, configuration.legacyText] {
            let file = FileManager.default.temporaryDirectory.appending(path: "ima-\(UUID().uuidString).yml")
            try Data(text.utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let check = try PrometheusServer.run("promtool", ["check", "config", file.path])
            #expect(check.status == 0, "\(check.text)\n\(text)")
        }
    }
}
