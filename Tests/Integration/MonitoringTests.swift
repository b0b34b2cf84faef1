import Foundation
import HTTPClient
import KafkaTransport
import Testing

/// Grafana's dashboards and Prometheus's rules, held against what the programs really say.
@Suite(.serialized) struct MonitoringTests {
    private static let cluster = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "pi-cluster")

    private struct Dashboard: Decodable {
        struct Panel: Decodable {
            struct Target: Decodable {
                var expr: String?
                var query: String?
            }
            var title: String
            var targets: [Target]
        }
        var uid: String
        var panels: [Panel]
    }

    /// The names of ours in the text of expressions.
    private static func names(in text: String) -> Set<String> {
        Set(
            text.matches(of: /\b(?:coordinator|edge|process|prometheus)_[a-z_]+\b/).map { String($0.output) }
        )
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: cluster.appending(path: path), encoding: .utf8)
    }

    private static var dashboards: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: cluster.appending(path: "grafana/dashboards").path)
                .filter { $0.hasSuffix(".json") }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func everyMetricInDashboardsAndRulesIsOneThatTheProgramsExpose() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        let program = try ServeProgram()
        try program.startAgent()
        try await program.startCoordinator(
            try program.write(
                """
                listen: 127.0.0.1:\(program.port)
                store: store.sqlite
                kafka: {brokers: \(cluster.brokers), publish: {records: sro-forecasts}}
                slices:
                  - {id: test, kpi: {name: R_99, unit: ms}, sla: {upper: 50}, flavors: [{id: low}, {id: high}],
                     targets: ["http://127.0.0.1:\(program.agentPort)/metrics"]}
                """,
                to: "coordinator.yaml"
            )
        )
        var page = ""
        for _ in 0..<100 where page.isEmpty {
            let answer = try? await Loopback.send("GET", "/metrics", port: program.agentPort)
            page = answer.map { String(decoding: $0.body, as: UTF8.self) } ?? ""
            try await Task.sleep(for: .milliseconds(50))
        }
        page += try await program.get("/metrics").text
        // Families without a sample yet have their TYPE line all the same.
        let types = page.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ") }
        let exposed = Set(types.filter { $0.count == 4 }.map { String($0[2]) })
            .union(["prometheus_config_last_reload_successful"])
            // These are of `coordinator receive`.
            .union(["coordinator_receive_samples_total", "coordinator_receive_waiting_samples"])
        #expect(exposed.count > 50)

        var used: [String: Set<String>] = [:]
        for name in try Self.dashboards {
            let dashboard = try JSONDecoder().decode(
                Dashboard.self,
                from: Data(try Self.text("grafana/dashboards/\(name)").utf8)
            )
            #expect(!dashboard.panels.isEmpty && dashboard.uid.hasPrefix("slice-"))
            let expressions = dashboard.panels.flatMap(\.targets).compactMap(\.expr)
            used[name] = Self.names(in: expressions.joined(separator: "\n"))
        }
        let rules = try Self.text("prometheus/rules/slice-forecast.yml")
        // Templates and words around the expressions name no metrics.
        used["rules"] = Self.names(in: rules)
        for (place, names) in used {
            #expect(!names.isEmpty, "\(place) uses no metric")
            #expect(names.subtracting(exposed).isEmpty, "\(place): \(names.subtracting(exposed).sorted()) do not exist")
        }
        #expect(try await program.end(with: SIGTERM).status == 0)
    }

    @Test(arguments: [["check", "rules", "rules/slice-forecast.yml"], ["test", "rules", "tests/slice-forecast.yml"]])
    func promtoolIsContentWithTheRules(arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/promtool")
        process.arguments = arguments
        process.currentDirectoryURL = Self.cluster.appending(path: "prometheus")
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
    }
}
