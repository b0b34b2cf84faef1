import Foundation
import TestSupport
import Testing

/// The agent on a recorded machine whose files go bad while it runs.
@Suite(.serialized) struct BadKernelProgramTests {
    private let names = [
        "buddyinfo", "conntrack", "cpu", "diskstats", "filefd", "interrupts", "loadavg", "mdadm", "meminfo", "netdev",
        "netstat", "pressure", "schedstat", "slabinfo", "sockstat", "softirqs", "softnet", "stat", "udp_queues",
        "vmstat",
        "zoneinfo",
    ]

    @Test(.timeLimit(.minutes(3)), arguments: [1, 2] as [UInt64])
    func scrapesGoOnWhateverTheFilesSay(seed: UInt64) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "kernel-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let recorded = URL(filePath: AgentProgram.file("Tests/ProcFSTests/Fixtures/assembled"))
        try FileManager.default.copyItem(at: recorded, to: root)
        let proc = root.appending(path: "proc")
        let flags = ["--collector.disable-defaults"] + names.map { "--collector.\($0)" }
        let agent = try AgentProgram(
            AgentProgram.agent,
            flags + [
                "--path.procfs=\(proc.path)", "--path.sysfs=\(root.appending(path: "sys").path)",
                "--window.interval=50ms", "--window.collectors=\(names.joined(separator: ","))",
            ]
        )
        try await agent.waitUntilReady()
        #expect(try await agent.get("/metrics").value(success("meminfo")) == 1)

        let files = [
            "stat", "meminfo", "vmstat", "diskstats", "net/dev", "net/netstat", "net/snmp", "net/sockstat",
            "pressure/cpu",
            "mdstat", "schedstat", "net/softnet_stat", "net/udp", "buddyinfo", "slabinfo", "softirqs", "interrupts",
            "zoneinfo", "sys/fs/file-nr",
        ]
        var random = SplitMix64(seed: seed)
        for _ in 0..<150 {
            let file = try #require(files.randomElement(using: &random))
            try damage(proc.appending(path: file), as: recorded.appending(path: "proc/\(file)"), using: &random)
            let answer = try await agent.get("/metrics")
            #expect(answer.status == 200)
            #expect(answer.value(success("loadavg")) == 1, "after damage to \(file)")
            #expect(answer.text.contains("\nnode_load1 "))
        }
        try Data("nothing of the kind\n".utf8).write(to: proc.appending(path: "meminfo"))
        #expect(try await agent.get("/metrics").value(success("meminfo")) == 0)
        #expect(try await agent.get("/windows").status == 200)
        #expect(agent.process.isRunning)
    }

    private func success(_ collector: String) -> String { "node_scrape_collector_success{collector=\"\(collector)\"}" }

    /// In place, as files that are kept open change, or by another file or none at all.
    private func damage(_ file: URL, as whole: URL, using random: inout SplitMix64) throws {
        var bytes = try Data(contentsOf: whole)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
        case 1: bytes = Data((0..<2_000).map { _ in UInt8.random(in: 0...255, using: &random) })
        case 2:
            for _ in 0..<20 where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
        case 3:
            bytes = Data(bytes.flatMap { (48...57).contains($0) ? Array("99999999999999999999999".utf8) : [$0] })
        case 4:
            try? FileManager.default.removeItem(at: file)
            return
        default: break
        }
        if FileManager.default.fileExists(atPath: file.path) {
            let handle = try FileHandle(forWritingTo: file)
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: bytes)
            try handle.close()
        } else {
            try bytes.write(to: file)
        }
    }
}
