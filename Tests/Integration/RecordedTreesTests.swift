import Foundation
import Testing

/// Machines that others have recorded, read by the agent and by Debian's node_exporter.
///
/// Nothing moves there, so that every figure has to be the same. The one tree is procfs's, node_exporter's own library
/// (Debian's package golang-github-prometheus-procfs-dev); the other one that of node_exporter's end-to-end test, where
/// `NODE_EXPORTER_SOURCE` says where its sources are, for no package has them.
@Suite(.serialized) struct RecordedTreesTests {
    private static let library = "/usr/share/gocode/src/github.com/prometheus/procfs/testdata/fixtures.ttar"
    private static let source = ProcessInfo.processInfo.environment["NODE_EXPORTER_SOURCE"]

    /// Those that read nothing but files of the tree.
    private static let collectors = NodeExporterPage.collectors.filter {
        !["filesystem", "os", "textfile", "time", "timex", "uname"].contains($0)
    }

    @Test(.enabled(if: NodeExporterPage.isInstalled && FileManager.default.fileExists(atPath: library)))
    func whatProcfsHasRecordedReadsAsNodeExporterReadsIt() async throws {
        let tree = try RecordedTree()
        try tree.add(archive: Self.library)
        let fixtures = tree.root.appending(path: "fixtures")
        try await Self.expectSamePages(
            fixtures.appending(path: "proc"),
            fixtures.appending(path: "sys"),
            samples: 1_500
        )
    }

    @Test(.enabled(if: NodeExporterPage.isInstalled && source != nil))
    func whatNodeExporterHasRecordedReadsAsNodeExporterReadsIt() async throws {
        let fixtures = try #require(Self.source) + "/collector/fixtures"
        let tree = try RecordedTree()
        try tree.add(folder: fixtures + "/proc", named: "proc")
        try tree.add(archive: fixtures + "/sys.ttar")
        try await Self.expectSamePages(
            tree.root.appending(path: "proc"),
            tree.root.appending(path: "sys"),
            samples: 1_500
        )
    }

    /// Reads a tree with both; the peer has to find at least `samples` there.
    private static func expectSamePages(_ proc: URL, _ sys: URL, samples: Int) async throws {
        let flags =
            ["--collector.disable-defaults", "--path.procfs=\(proc.path)", "--path.sysfs=\(sys.path)"]
            + NodeExporterPage.flags(for: collectors) + ["--collector.sysctl.include=vm.swappiness"]
        let peer = try AgentProgram(NodeExporterPage.program, flags + ["--no-collector.netdev.netlink"])
        let agent = try AgentProgram(AgentProgram.agent, flags + ["--no-window"])
        try await peer.waitUntilReady()
        try await agent.waitUntilReady()
        let expected = try NodeExporterPage(try await peer.get("/metrics").body)
        let page = try NodeExporterPage(try await agent.get("/metrics").body)

        page.expectSameTypesAndHelps(as: expected)
        let missing = Set(expected.values.keys).subtracting(page.values.keys)
        #expect(missing.count <= expected.values.count / 50, "missing: \(missing.sorted())")
        #expect(page.extraSeries(beside: expected).isEmpty)
        let differing = expected.values.compactMap { series, value -> String? in
            guard let ours = page.values[series], ours != value, !(ours.isNaN && value.isNaN) else { return nil }
            return "\(series): \(ours), the peer \(value)"
        }
        #expect(differing.isEmpty)
        #expect(expected.succeeding.subtracting(page.succeeding).isEmpty, "read by the peer alone")
        #expect(expected.values.count >= samples)
        let words = "\(expected.values.count) samples, missing: \(missing.sorted()), \(differing.count) different"
        FileHandle.standardError.write(Data("  recorded tree: \(words)\n".utf8))
    }
}
