import Foundation
import Testing

/// What happens between two scrapes.
@Suite(.serialized) struct AgentWindowTests {
    /// Each peak is over long before the next scrape, which cannot know of it.
    @Test(.timeLimit(.minutes(2)))
    func aPeakOfATenthOfASecondShowsInTheMaximum() async throws {
        let tree = try MadeTree()
        let flags = tree.flags + ["--window.interval=50ms", "--window.spans=60s"]
        let agent = try AgentProgram(AgentProgram.agent, flags)
        try await agent.waitUntilReady()
        func maximum() async throws -> Double? {
            try await agent.get("/windows?name[]=node_load1").value("edge_window_node_load1_max{window=\"60s\"}")
        }
        #expect(try await waited(20) { try await maximum() == 0.1 })

        // On a machine that gives the agent no turn for a tenth of a second, a later peak is seen.
        for _ in 0..<10 {
            #expect(try await agent.get("/metrics").value("node_load1") == 0.1)
            try tree.setLoad(93)
            try await Task.sleep(for: .milliseconds(100))
            try tree.setLoad(0)
            if try await maximum() == 93.1 { break }
        }
        #expect(try await maximum() == 93.1)
        #expect(try await agent.get("/metrics").value("node_load1") == 0.1)
    }

    /// The link to the agent is broken for as long as nobody asks it.
    @Test(.timeLimit(.minutes(2)))
    func theHistoryFillsAGap() async throws {
        let tree = try MadeTree()
        let agent = try AgentProgram(AgentProgram.agent, tree.flags + ["--window.interval=100ms"])
        try await agent.waitUntilReady()
        let begin = Date.now.timeIntervalSince1970
        for value in 1...8 {
            try tree.setLoad(value)
            try await Task.sleep(for: .milliseconds(500))
        }
        let end = Date.now.timeIntervalSince1970
        let answer = try await agent.get("/history?name[]=node_load1&from=\(begin)&to=\(end)")
        try #require(answer.status == 200, "\(answer.text)")
        let samples = answer.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
        let times = samples.compactMap { Int64($0[2]) }
        #expect(times.count == samples.count)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        #expect(times.allSatisfy { $0 % 100 == 0 && Double($0) >= (begin - 0.2) * 1_000 && Double($0) <= end * 1_000 })
        #expect(times.count >= 25, "of about 40, on a machine that may be busy")
        #expect(Set(samples.map { $0[1] }).isSuperset(of: (1...8).map { "\($0).1"[...] }))
    }
}
