import Foundation
import Testing

/// `coordinator serve` with the real agents of three nodes: all of them have a flavor, or none has.
@Suite(.serialized, .enabled(if: ShapedNodes.obstacle == nil, "\(ShapedNodes.obstacle ?? "")"))
struct ShapingLeaseTests {
    private static let leaseSeconds = 4.0

    private func configuration(_ program: ServeProgram, _ nodes: ShapedNodes) throws -> String {
        let list = (0..<ShapedNodes.count).map { "{agent: \"\(nodes.url($0))\", interface: edge0}" }
        return try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            slices:
              - id: test
                kpi: {name: R_99, unit: ms}
                sla: {upper: 50}
                flavors:
                  - {id: safe, settings: {rate: \(ShapedNodes.safeRate)}}
                  - {id: low, settings: {rate: \(ShapedNodes.lowRate)}}
                  - {id: high, settings: {rate: 16mbit}}
                actuator:
                  kind: shaping-lease
                  keyFile: \(nodes.keyFile)
                  lease: \(Int(Self.leaseSeconds))
                  timeout: 2
                  nodes: [\(list.joined(separator: ", "))]
                policy: {mode: act}
            """,
            to: "coordinator.yaml"
        )
    }

    private func change(_ program: ServeProgram, to flavor: String) async throws -> (status: Int, text: String) {
        let answer = try await program.post("/api/v1/slices/test/flavor", #"{"flavor":"\#(flavor)","reason":"test"}"#)
        return (answer.status, answer.text)
    }

    private func started() async throws -> (ServeProgram, ShapedNodes) {
        let (program, nodes) = (try ServeProgram(), try ShapedNodes())
        try await nodes.wait(for: ShapedNodes.safeRate, within: 20)
        try await program.startCoordinator(try configuration(program, nodes))
        return (program, nodes)
    }

    @Test(.timeLimit(.minutes(2))) func aFlavorIsOnAllNodesAndOutlivesItsLease() async throws {
        let (program, nodes) = try await started()
        let answer = try await change(program, to: "high")
        #expect(answer.status == 200, "\(answer.text)")
        try await nodes.wait(for: ShapedNodes.highRate, within: 5)
        try await Task.sleep(for: .seconds(Self.leaseSeconds + 2))
        #expect(try nodes.rates() == [16_000_000, 16_000_000, 16_000_000], "\(program.log)")
        _ = try await program.end(with: SIGKILL)
        try await nodes.wait(for: ShapedNodes.safeRate, within: Self.leaseSeconds + 5)
    }

    @Test(.timeLimit(.minutes(2))) func aNodeWithoutTrafficControlTakesAllBack() async throws {
        let (program, nodes) = try await started()
        #expect(try await change(program, to: "low").status == 200)
        try nodes.setTrafficControl(1, isThere: false)
        let answer = try await change(program, to: "high")
        #expect(answer.status >= 500, "\(answer.text)")
        try nodes.setTrafficControl(1, isThere: true)
        // Either all have been taken back, or every lease has run out.
        let end = Date(timeIntervalSinceNow: Self.leaseSeconds + 5)
        var rates: [Int?] = []
        while Date() < end {
            rates = try nodes.rates()
            if Set(rates).count == 1, rates[0] != ShapedNodes.highRate { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(Set(rates).count == 1 && rates[0] != ShapedNodes.highRate, "\(rates) \(program.log)")
    }

    @Test(.timeLimit(.minutes(2))) func anAgentThatHangsStopsTheChangeAndThenTheLeases() async throws {
        let (program, nodes) = try await started()
        #expect(try await change(program, to: "low").status == 200)
        nodes.setFrozen(2, true)
        #expect(try await change(program, to: "high").status >= 500)
        #expect(try !nodes.rates().contains(ShapedNodes.highRate))
        try await nodes.wait(for: ShapedNodes.safeRate, within: Self.leaseSeconds + 5)
        nodes.setFrozen(2, false)
    }

    @Test(.timeLimit(.minutes(2))) func aCoordinatorThatDiesWithinAChangeLeavesOneFlavor() async throws {
        let (program, nodes) = try await started()
        #expect(try await change(program, to: "low").status == 200)
        // The third node answers late: the coordinator dies between its question and the orders.
        nodes.setFrozen(2, true)
        let port = program.port
        async let answer = try? ServeProgram.send(
            "POST",
            "/api/v1/slices/test/flavor",
            #"{"flavor":"high"}"#,
            port: port
        )
        try await Task.sleep(for: .milliseconds(500))
        _ = try await program.end(with: SIGKILL)
        nodes.setFrozen(2, false)
        _ = await answer
        try await nodes.wait(for: ShapedNodes.safeRate, within: Self.leaseSeconds + 5)
    }
}
