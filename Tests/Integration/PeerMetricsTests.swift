import Foundation
import Testing

/// The agent beside Debian's node_exporter, on the same machine and with the same flags.
@Suite(.serialized) struct PeerMetricsTests {
    private static let flags =
        ["--collector.disable-defaults"] + NodeExporterPage.flags(for: NodeExporterPage.collectors) + [
            "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run)($|/)",
            "--collector.sysctl.include=vm.swappiness", "--collector.sysctl.include-info=kernel.core_pattern",
        ]

    private static func lies(_ value: Double, between one: Double, and other: Double, slack: Double = 0) -> Bool {
        if value.isNaN || one.isNaN || other.isNaN { return value.isNaN && (one.isNaN || other.isNaN) }
        return value >= min(one, other) - slack && value <= max(one, other) + slack
    }

    /// How far a figure moves because it is being read.
    ///
    /// Open files are counted together with those that the reader opens to read: the peer opens each file anew, one per
    /// collector that runs at the time, and the agent keeps them open. The kernel counts them per processor besides.
    private static func slack(of series: String) -> Double { series.hasPrefix("node_filefd_allocated") ? 64 : 0 }

    /// In each round the peer is read, the agent, and the peer again.
    ///
    /// A figure that goes up and down may have been elsewhere at the one moment; it has to be found between the peer's
    /// two in one round of many. Only what differs in every round is different.
    @Test(.timeLimit(.minutes(3)), .enabled(if: NodeExporterPage.isInstalled))
    func namesLabelsTypesHelpsAndValuesAreNodeExporters() async throws {
        let peer = try AgentProgram(NodeExporterPage.program, Self.flags)
        let agent = try AgentProgram(AgentProgram.agent, Self.flags + ["--no-window"])
        try await peer.waitUntilReady()
        try await agent.waitUntilReady()
        _ = try await peer.get("/metrics")
        _ = try await agent.get("/metrics")

        var (open, missing, ours, differing): (Set<String>?, Set<String>, Set<String>, [String: String]) = (
            nil, [], [], [:]
        )
        var sampleCount = 0
        for round in 0..<100 where open != [] || round < 30 && !(ours.isEmpty && missing.isEmpty) {
            let before = try NodeExporterPage(try await peer.get("/metrics").body)
            let page = try NodeExporterPage(try await agent.get("/metrics").body)
            let after = try NodeExporterPage(try await peer.get("/metrics").body)
            // Devices, and states of threads, come and go while both are read: what both readings of the peer have counts,
            // and what only one side has in every round.
            let series = Set(before.values.keys).intersection(after.values.keys)
            let absent = series.subtracting(page.values.keys)
            let extra = page.extraSeries(beside: before).subtracting(after.values.keys)
            if open != nil {
                missing.formIntersection(absent)
                ours.formIntersection(extra)
            } else {
                (sampleCount, missing, ours) = (series.count, absent, extra)
                open = series.subtracting(missing)
                page.expectSameTypesAndHelps(as: before)
            }
            for series in open ?? [] {
                guard let value = page.values[series], let one = before.values[series], let two = after.values[series]
                else { continue }
                if Self.lies(value, between: one, and: two, slack: Self.slack(of: series)) {
                    open?.remove(series)
                } else {
                    differing[series] = "\(value), the peer \(one) and then \(two)"
                }
            }
        }
        let different = (open ?? []).sorted().map { "\($0): \(differing[$0] ?? "never in one round")" }
        #expect(different.isEmpty)
        #expect(ours.isEmpty, "series that the peer does not have in a family that it has")
        #expect(sampleCount > 500)
        let share = Double(sampleCount - missing.count - different.count) / Double(sampleCount)
        #expect(share >= 0.98, "missing: \(missing.sorted())")
        let words = "\(sampleCount) samples of the peer, \(missing.count) missing, \(different.count) different"
        FileHandle.standardError.write(Data("  peer: \(words)\n".utf8))
    }

    @Test func promtoolAcceptsThePagesInFull() async throws {
        let flags = NodeExporterPage.collectors.map { "--collector.\($0)" } + ["--window.interval=50ms"]
        let agent = try AgentProgram(AgentProgram.agent, flags)
        try await agent.waitUntilReady()
        #expect(try await waited(20) { try await agent.get("/windows").text.contains("_rate_max{") })
        let windows = try runToEnd(
            ["/usr/bin/promtool", "check", "metrics"],
            input: try await agent.get("/windows").body
        )
        #expect(windows.status == 0 && windows.output.isEmpty, "\(windows.output)")
        // Some of node_exporter's own names are not what promtool advises; nothing else may be said.
        let metrics = try runToEnd(
            ["/usr/bin/promtool", "check", "metrics"],
            input: try await agent.get("/metrics").body
        )
        let remarks = metrics.output.split(separator: "\n").filter { !$0.hasPrefix("node_") }
        #expect(remarks.isEmpty)
    }
}
