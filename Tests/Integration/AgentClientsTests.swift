import Foundation
import TestSupport
import Testing

/// Clients that mean no good, or do not know better: scrapes go on.
@Suite(.serialized) struct AgentClientsTests {
    private func agent() async throws -> AgentProgram {
        let agent = try AgentProgram(AgentProgram.agent, ["--no-window"])
        try await agent.waitUntilReady()
        return agent
    }

    private func expectScrape(_ agent: AgentProgram) async throws {
        let answer = try await agent.get("/metrics")
        #expect(answer.status == 200)
        #expect(answer.value("node_scrape_collector_success{collector=\"loadavg\"}") == 1)
    }

    @Test(.timeLimit(.minutes(3)))
    func tenThousandIdleConnections() async throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        // Where so many files may not be open, the oldest are closed by this side; the agent has seen them all.
        let mostOpen = min(10_000, Int(clamping: limit.rlim_cur) - 500)
        let agent = try await agent()
        var clients: [RawClient] = []
        for index in 0..<10_000 {
            if clients.count >= mostOpen { clients.removeFirst(100) }
            clients.append(try RawClient(port: agent.port))
            if index.isMultiple(of: 500) { try await expectScrape(agent) }
        }
        let page = try await agent.get("/metrics")
        #expect(try #require(page.value("edge_agent_http_connections_total")) >= 10_000)
        #expect(try #require(page.value("edge_agent_http_evictions_total")) >= 9_000)
        #expect(try #require(page.value("process_open_fds")) < 500)
    }

    /// With fewer descriptors than a small machine has files, what cannot stay open is opened anew.
    @Test(.timeLimit(.minutes(1)))
    func fewDescriptors() async throws {
        func successes(_ agent: AgentProgram) async throws -> [Substring] {
            try await agent.get("/metrics").text.split(separator: "\n").filter {
                $0.hasPrefix("node_scrape_collector_success{") || $0.hasPrefix("node_network_mtu_bytes{")
            }
        }
        let limited = try AgentProgram(
            AgentProgram.agent,
            ["--no-window"],
            through: ["/usr/bin/prlimit", "--nofile=64:64"]
        )
        try await limited.waitUntilReady()
        let all = try await successes(try await agent())
        for _ in 0..<3 { #expect(try await successes(limited) == all) }
        let clients = try (0..<100).map { _ in try RawClient(port: limited.port) }
        for _ in 0..<3 { #expect(try await successes(limited) == all) }
        #expect(clients.count == 100)
        #expect(try #require(try await limited.get("/metrics").value("process_open_fds")) <= 64)
    }

    @Test(.timeLimit(.minutes(2)))
    func slowSenders() async throws {
        let agent = try await agent()
        let clients = try (0..<60).map { _ in try RawClient(port: agent.port) }
        var request = Array("GET /metrics HTTP/1.1\r\nHost: slow\r\nX-Slow: ".utf8)[...]
        // One byte at a time, and then the same one for ever: the limit is on the whole request.
        let isEnded = try await waited(40) {
            let next = request.popFirst() ?? UInt8(ascii: "a")
            for client in clients { client.say([next]) }
            try await expectScrape(agent)
            return try await agent.get("/metrics").value("edge_agent_http_timeouts_total") ?? 0 >= 60
        }
        #expect(isEnded)
    }

    @Test(.timeLimit(.minutes(2)), arguments: [1, 2, 3] as [UInt64])
    func garbage(seed: UInt64) async throws {
        let agent = try await agent()
        var random = SplitMix64(seed: seed)
        let words = [
            "GET ", "/metrics", " HTTP/1.1\r\n", "Content-Length: ", "99999999999999999999", "\r\n\r\n", "%", "?[]=",
        ]
        for _ in 0..<150 {
            let client = try RawClient(port: agent.port)
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                if Bool.random(using: &random), let word = words.randomElement(using: &random) {
                    client.say(Array(word.utf8))
                } else {
                    client.say((0..<200).map { _ in UInt8.random(in: 0...255, using: &random) })
                }
            }
        }
        try await expectScrape(agent)
        #expect(try #require(try await agent.get("/metrics").value("edge_agent_http_refusals_total")) > 0)
        #expect(agent.process.isRunning)
    }

    @Test(.timeLimit(.minutes(1)))
    func gzipIsForThoseWhoAsk() async throws {
        let agent = try await agent()
        let packed = try await agent.send("GET", "/metrics?collect[]=uname", headers: ["Accept-Encoding": "gzip"])
        #expect(packed.headers["Content-Encoding"] ?? packed.headers["content-encoding"] == "gzip")
        let text = packed.body.starts(with: [0x1F, 0x8B]) ? try unpacked(packed.body) : packed.text
        #expect(text.contains("node_uname_info{"))
        let plain = try await agent.send("GET", "/metrics?collect[]=uname", headers: ["Accept-Encoding": "identity"])
        #expect(plain.text.contains("node_uname_info{"))
    }

    private func unpacked(_ data: Data) throws -> String {
        let unpacked = try runToEnd(["/usr/bin/gzip", "-dc"], input: data)
        #expect(unpacked.status == 0, "\(unpacked.output)")
        return unpacked.output
    }
}
