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

    /// node_exporter refuses them too; `--collector.cpu=false` would otherwise switch on what it seems to switch off.
    @Test(arguments: ["collector.cpu=false", "no-collector.cpu=true", "window=false", "collector.stat.softirq=1"])
    func refusesValuesOfSwitches(flag: String) throws {
        let ended = try runToEnd([AgentProgram.agent, "--" + flag])
        #expect(ended.status == 1)
        #expect(ended.output.contains("is a switch"), "\(ended.output)")
    }

    @Test(.timeLimit(.minutes(1)))
    func answersOnlyWhatCanBeAskedFor() async throws {
        let agent = try AgentProgram(AgentProgram.agent, ["--window.spans=60s,1m,250ms", "--window.interval=100ms"])
        try await agent.waitUntilReady()
        let page = try await agent.get("/metrics?exclude[]=loadavg&exclude[]=no-such").text
        #expect(!page.contains("node_load1 ") && page.contains("node_memory_MemFree_bytes "))
        #expect(page.contains("edge_agent_build_info{"))
        let queries = [
            "/metrics?collect[]=cpu&exclude[]=loadavg", "/metrics?collect[]=no-such", "/windows?stat[]=average",
            "/windows?window[]=10s", "/history?from=a", "/history?from=2&to=1", "/history?from=nan",
            "/history?to=1e300",
        ]
        for query in queries {
            #expect(try await agent.get(query).status == 400, "\(query)")
        }
        let head = try await agent.send("HEAD", "/history?from=0&to=1")
        #expect(head.status == 200 && head.body.isEmpty)
        #expect(try await waited(20) { try await agent.get("/windows").text.contains("window=\"250ms\"") })
        let windows = try await agent.get("/windows?name[]=node_load1&stat[]=last").text.split(separator: "\n")
        #expect(windows.filter { $0.contains("window=\"60s\"") }.count == 1)
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

        // Windows and history go on, in the same rhythm.
        let windows = "--window.interval=100ms\n--window.collectors=loadavg\n"
        try write(windows + "--collector.disable-defaults\n--collector.uname\n--collector.loadavg\n")
        kill(agent.process.processIdentifier, SIGHUP)
        #expect(try await waited(20) { try await agent.get("/history").text.split(separator: "\n").count > 8 })
        let before = try await agent.get("/history?name[]=node_load1").text.split(separator: "\n")
        try write(windows + "--collector.disable-defaults\n--collector.uname\n--collector.loadavg\n--collector.os\n")
        kill(agent.process.processIdentifier, SIGHUP)
        #expect(try await waited(20) { try await agent.get("/metrics").text.contains("node_os_info{") })
        let after = try await agent.get("/history?name[]=node_load1").text.split(separator: "\n")
        #expect(Array(after.prefix(before.count)) == before && Set(after).count == after.count)

        try write("--no-such-flag=1\n")
        kill(agent.process.processIdentifier, SIGHUP)
        #expect(try await waited(20) { try await agent.get("/metrics").value(reloaded) == 0 })
        #expect(try await agent.get("/metrics").text.contains("node_uname_info{"))
    }
}
