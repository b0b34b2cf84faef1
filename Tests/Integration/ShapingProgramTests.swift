import Foundation
import Testing

/// The agent and its shaper on a link between two network namespaces.
@Suite(.serialized, .enabled(if: ShapedLink.obstacle == nil, "\(ShapedLink.obstacle ?? "")"))
struct ShapingProgramTests {
    @Test(.timeLimit(.minutes(2)), arguments: [8_000_000, 20_000_000])
    func theMeasuredRateIsThatOfTheOrder(rate: Int) async throws {
        let link = try ShapedLink()
        try await link.waitUntilReady()
        let answer = try link.send(link.order(rate: rate, lease: 60, fencing: 1))
        #expect(answer.status == 200, "\(answer.body)")
        #expect(answer.body.contains("\"rate_bits_per_second\":\(rate),"))
        #expect(answer.body.contains("\"state\":\"leased\""))
        let measured = try await link.measuredRate(seconds: 3)
        #expect(abs(measured / Double(rate) - 1) <= 0.1, "\(measured) bit/s")
        FileHandle.standardError.write(Data("  shaping: \(rate) bit/s ordered, \(Int(measured)) measured\n".utf8))
    }

    @Test(.timeLimit(.minutes(2)))
    func theLinkIsNeverUnlimitedBetweenTwoOrders() async throws {
        let link = try ShapedLink()
        try await link.waitUntilReady()
        let rates = [8_000_000, 20_000_000]
        #expect(try link.send(link.order(rate: rates[0], lease: 60, fencing: 1)).status == 200)
        let receiver = try link.startReceiver()
        try await Task.sleep(for: .milliseconds(300))
        let sender = try link.startSender(seconds: 6)
        let start = ContinuousClock.now
        let first = try link.bytesSent()
        var changes = 0
        while start.duration(to: .now) < .seconds(5) {
            changes += 1
            #expect(try link.send(link.order(rate: rates[changes % 2], lease: 60, fencing: 1)).status == 200)
        }
        let seconds = start.duration(to: .now) / .seconds(1)
        let sent = Double(try link.bytesSent() - first)
        for process in [sender.process, receiver] {
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
        }
        #expect(changes > 20)
        // Each change fills the bucket anew; without any filter the link carries gigabits.
        let most = Double(rates[1]) / 8 * seconds + Double(changes + 1) * 20_000
        #expect(sent <= most * 1.05, "\(sent) bytes in \(seconds) s with \(changes) changes")
        #expect(sent > Double(rates[0]) / 8 * seconds * 0.5, "nothing was sent, so nothing was shown")
    }

    @Test(.timeLimit(.minutes(2)))
    func theSafeStateReturnsWhateverEnds() async throws {
        let link = try ShapedLink()
        try await link.waitUntilReady()
        #expect(try link.rateInForce() == ShapedLink.safeRate)

        // A lease that nobody renews, while the agent is killed.
        #expect(try link.send(link.order(rate: 9_000_000, lease: 2, fencing: 7)).status == 200)
        #expect(try link.rateInForce() == 9_000_000)
        kill(link.agent.process.processIdentifier, SIGKILL)
        #expect(try await waited(20) { try link.rateInForce() == ShapedLink.safeRate })
        try link.restartAgent()
        try await link.waitUntilReady()
        #expect(try link.get("/v1/shaping/\(ShapedLink.interface)").body.contains("\"state\":\"safe\""))
        #expect(try link.count("expired") == 1)

        // The guard is killed, and another one comes.
        let first = try #require(link.guardIdentifier)
        kill(first, SIGKILL)
        #expect(try await waited(20) { link.guardIdentifier.map { $0 != first } ?? false })

        // The shaper is killed in the middle of a lease.
        #expect(try link.send(link.order(rate: 9_000_000, lease: 600, fencing: 8)).status == 200)
        kill(link.shaper.processIdentifier, SIGKILL)
        link.shaper.waitUntilExit()
        #expect(try await waited(20) { try link.rateInForce() == ShapedLink.safeRate })
        #expect(try link.send(link.order(rate: 9_000_000, lease: 60, fencing: 8)).status == 503)

        // The next one begins in the safe state, and has not forgotten who was there.
        try link.setRateByHand(50_000_000)
        try link.restartShaper()
        try await link.waitUntilReady()
        #expect(try link.rateInForce() == ShapedLink.safeRate)
        #expect(try link.send(link.order(rate: 9_000_000, lease: 60, fencing: 7)).status == 409)
        #expect(try link.send(link.order(rate: 9_000_000, lease: 60, fencing: 8)).status == 200)

        // It is asked to stop; afterwards, the unit has a last word.
        link.shaper.terminate()
        link.shaper.waitUntilExit()
        #expect(link.shaper.terminationStatus == 0)
        #expect(try link.rateInForce() == ShapedLink.safeRate)
        try link.setRateByHand(50_000_000)
        try link.runStopPost()
        #expect(try link.rateInForce() == ShapedLink.safeRate)
    }

    @Test(.timeLimit(.minutes(2)))
    func whatWasHeardBeforeAKillIsNotObeyedOnceMore() async throws {
        let link = try ShapedLink()
        try await link.waitUntilReady()
        let heard = link.order(rate: 9_000_000, lease: 600, fencing: 5)
        #expect(try link.send(heard).status == 200)
        kill(link.shaper.processIdentifier, SIGKILL)
        link.shaper.waitUntilExit()
        #expect(try await waited(20) { try link.rateInForce() == ShapedLink.safeRate })
        try link.restartShaper()
        try await link.waitUntilReady()
        #expect(try link.send(heard).status == 401, "the same message, by somebody without the key")
        #expect(try link.rateInForce() == ShapedLink.safeRate)
        #expect(try link.count("replayed") == 1)
        #expect(try link.send(link.order(rate: 9_000_000, lease: 600, fencing: 5)).status == 200)
    }

    @Test(.timeLimit(.minutes(2)))
    func aScrapeDoesNotWaitForAShaperThatHangs() async throws {
        let link = try ShapedLink()
        try await link.waitUntilReady()
        #expect(try link.get("/metrics?name[]=edge_shaping_up").body.contains("edge_shaping_up 1"))
        kill(link.shaper.processIdentifier, SIGSTOP)
        defer { kill(link.shaper.processIdentifier, SIGCONT) }
        let start = ContinuousClock.now
        for _ in 0..<10 {
            let page = try link.get("/metrics").body
            #expect(page.contains("edge_shaping_up 0") && page.contains("node_load1 "))
        }
        // Ten times the patience with an order would be half a minute.
        #expect(start.duration(to: .now) < .seconds(10))
    }

    @Test(.timeLimit(.minutes(2)))
    func whatIsNotProvenIsRefusedAndCounted() async throws {
        let link = try ShapedLink()
        try await link.waitUntilReady()
        let status = try String(
            contentsOfFile: "/proc/\(link.agent.process.processIdentifier)/status",
            encoding: .utf8
        )
        #expect(status.contains("CapEff:\t0000000000000000"), "the agent has no right to shape")

        let good = link.order(rate: 9_000_000, lease: 600, fencing: 5)
        #expect(try link.send(good).status == 200)
        #expect(try link.send(good).status == 401, "a replay")
        var old = link.order(rate: 5_000_000, lease: 600, fencing: 5)
        old.time -= 3_600
        #expect(try link.send(old).status == 401, "an old time")
        var forged = link.order(rate: 5_000_000, lease: 600, fencing: 5)
        forged.key = "another key, of the same length!"
        #expect(try link.send(forged).status == 401, "a wrong signature")
        #expect(try link.send(link.order(rate: 5_000_000, lease: 600, fencing: 4)).status == 409, "an old holder")
        #expect(try link.send(link.order(rate: 1, lease: 600, fencing: 5)).status == 422, "no rate")
        var elsewhere = link.order(rate: 5_000_000, lease: 600, fencing: 5)
        elsewhere.path = "/v1/shaping/lo"
        #expect(try link.send(elsewhere).status == 404, "an interface that is not configured")

        let stranger = try link.startStranger()
        let isThere = try await waited(20) { try link.get("/healthz", of: stranger).status == 200 }
        #expect(isThere)
        let signed = link.order(rate: 5_000_000, lease: 600, fencing: 5)
        #expect(try link.send(signed, through: stranger).status == 503, "another user of the machine")

        #expect(try link.rateInForce() == 9_000_000)
        #expect(try link.count("applied") == 1)
        #expect(try link.count("replayed") == 1)
        #expect(try link.count("untimely") == 1)
        #expect(try link.count("unsigned") == 1)
        #expect(try link.count("fenced") == 1)
        #expect(try link.count("invalid") == 2)
        #expect(try link.count("strangers") >= 1)
    }
}
