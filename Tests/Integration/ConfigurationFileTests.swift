import Foundation
import Testing

/// What the configuration file may say, and what its manual page says of it.
@Suite struct ConfigurationFileTests {
    /// Levels of the file, each with a key that there is not.
    private static let levels = [
        "nonsense: 1", "tls: {certificate: a, key: b, nonsense: 1}", "listeners: {nonsense: 1}",
        "profile: {ima: 'http://a', callback: 'http://b', nonsense: 1}", "ima: {prometheus: 'http://a', nonsense: 1}",
        "ima: {prometheus: 'http://a', monitoring: {file: f, nonsense: 1}}",
        "ima: {prometheus: 'http://a', receiver: {file: f, nonsense: 1}}", "kafka: {brokers: 'a:1', nonsense: 1}",
        "kafka: {brokers: 'a:1', tls: {nonsense: 1}}",
        "kafka: {brokers: 'a:1', login: {name: a, passwordFile: coordinator.yaml, nonsense: 1}}",
        "kafka: {brokers: 'a:1', publish: {nonsense: 1}}",
        "kafka: {brokers: 'a:1', samples: [s], share: {nonsense: 1}}",
    ]
    /// Levels of a slice.
    private static let sliceLevels = [
        "nonsense: 1", "kpi: {name: a, nonsense: 1}", "sla: {upper: 1, nonsense: 1}", "stream: {nonsense: 1}",
        "policy: {nonsense: 1}", "actuator: {kind: command, apply: [a], nonsense: 1}",
        "actuator: {kind: traffic-control, device: a, nonsense: 1}",
        "actuator: {kind: webhook, apply: 'http://a', nonsense: 1}",
        "actuator: {kind: kubernetes, namespace: a, resource: deployments, name: b, nonsense: 1}",
        "actuator: {kind: shaping-lease, keyFile: k, nodes: [{agent: 'http://a:1', interface: e}], nonsense: 1}",
        "flavors: [{id: a, nonsense: 1}]",
    ]
    /// What a slice has to have.
    private static let slice = ["kpi: {name: a}", "sla: {upper: 1}", "flavors: [{id: a}]"]

    private static let manual = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "pi-cluster/coordinator/coordinator.yaml.5")

    @Test(.timeLimit(.minutes(1)), arguments: levels)
    func theManualHasEveryKeyOfTheFile(level: String) async throws {
        try await expectKnownKeys(in: [level, "slices: []"])
    }

    @Test(.timeLimit(.minutes(1)), arguments: sliceLevels)
    func theManualHasEveryKeyOfASlice(level: String) async throws {
        let key = level.prefix { $0 != ":" }
        let lines = Self.slice.filter { !$0.hasPrefix("\(key):") } + [level]
        try await expectKnownKeys(in: ["slices:", "  - id: a"] + lines.map { "    " + $0 })
    }

    @Test(.timeLimit(.minutes(1))) func everyPathIsRelativeToTheFile() async throws {
        let program = try ServeProgram()
        _ = try program.write("word\n", to: "word")
        let lines = ["store: s", "kafka: {brokers: 'a:1', login: {name: a, passwordFile: word}}", "slices: []"]
        let file = try program.write(lines.joined(separator: "\n"), to: "coordinator.yaml")
        let (status, text) = try await program.run(["validate", "--config", file])
        #expect(status == 0, "\(text)")
    }

    private func expectKnownKeys(in lines: [String]) async throws {
        let program = try ServeProgram()
        let file = try program.write((["store: s"] + lines).joined(separator: "\n"), to: "coordinator.yaml")
        let (_, text) = try await program.run(["validate", "--config", file])
        let known = try #require(text.firstMatch(of: #/nonsense: unknown key; known here are (.*)/#), "\(text)").1
        let page = try String(contentsOf: Self.manual, encoding: .utf8)
        let words = Set(page.split { !$0.isLetter }.map(String.init))
        let missing = known.split(separator: ", ").map(String.init).filter { !words.contains($0) }
        #expect(missing.isEmpty)
    }
}
