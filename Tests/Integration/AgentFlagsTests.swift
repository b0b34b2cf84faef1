import Foundation
import Testing

/// The agent's command line, as node_exporter's users have it.
@Suite(.serialized) struct AgentFlagsTests {
    @Test(.timeLimit(.minutes(1)))
    func takesWhatOnlyNodeExporterKnowsWithAWarning() async throws {
        let flags = ["--collector.systemd", "--no-collector.wifi", "--collector.ntp.server=127.0.0.1", "--no-window"]
        let agent = try AgentProgram(AgentProgram.agent, flags)
        try await agent.waitUntilReady()
        for flag in ["--collector.systemd", "--no-collector.wifi", "--collector.ntp.server"] {
            #expect(agent.log.contains("level=warn msg=\"\(flag) "), "\(agent.log)")
        }
        #expect(try await agent.get("/metrics").value("node_scrape_collector_success{collector=\"loadavg\"}") == 1)
    }

    @Test(arguments: ["--collector.sytemd", "--no-collector.wiffi", "--web.config.file=tls.yml"])
    func refusesWhatNeitherKnowsAndWhatWouldOnlySeemToProtect(flag: String) throws {
        let ended = try runToEnd([AgentProgram.agent, flag])
        #expect(ended.status == 1)
        #expect(ended.output.contains("there is no such flag"), "\(ended.output)")
    }

    @Test(.timeLimit(.minutes(1)))
    func takesTheFormerNamesOfFlagsAndSaysWhichPathIsNotThere() async throws {
        let flags = [
            "--collector.netdev.device-blacklist=.", "--collector.filesystem.ignored-mount-points=.", "--no-window",
            "--path.sysfs=/no/such/folder",
        ]
        let agent = try AgentProgram(AgentProgram.agent, flags)
        try await agent.waitUntilReady()
        #expect(agent.log.contains("--path.sysfs: /no/such/folder: No such file or directory"), "\(agent.log)")
        let page = try await agent.get("/metrics")
        #expect(page.value("node_scrape_collector_success{collector=\"netdev\"}") == 1)
        #expect(!page.text.contains("node_network_receive_bytes_total") && !page.text.contains("node_filesystem_"))
        for path in ["/healthz", "/readyz", "/-/healthy", "/-/ready"] {
            #expect(try await agent.get(path).status == 200, "\(path)")
        }
    }

    @Test func refusesWindowsWithoutSpans() throws {
        let ended = try runToEnd([AgentProgram.agent, "--window.spans="])
        #expect(ended.status == 1)
        #expect(ended.output.contains("--window.spans: is empty"), "\(ended.output)")
    }

    @Test(.timeLimit(.minutes(1)))
    func readsItsFlagsAgainAtASignalAndKeepsThemWhenTheNewOnesAreBad() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "flags-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "flags").path
        func write(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }
        let reloaded = "edge_agent_config_last_reload_successful"

        try write("--no-window\n--collector.disable-defaults\n--collector.loadavg\n")
        let agent = try AgentProgram(AgentProgram.agent, ["--config.file=\(file)"])
        try await agent.waitUntilReady()
        #expect(try await agent.get("/metrics").text.contains("node_load1 "))

        try write("--no-window\n--collector.disable-defaults\n--collector.uname\n")
        kill(agent.process.processIdentifier, SIGHUP)
        #expect(try await waited(20) { try await agent.get("/metrics").text.contains("node_uname_info{") })
        #expect(try await agent.get("/metrics").text.contains("node_load1 ") == false)

        try write("--no-such-flag=1\n")
        kill(agent.process.processIdentifier, SIGHUP)
        #expect(try await waited(20) { try await agent.get("/metrics").value(reloaded) == 0 })
        #expect(try await agent.get("/metrics").text.contains("node_uname_info{"))
    }
}
