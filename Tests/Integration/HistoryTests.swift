import Foundation
import Testing

/// A link that breaks costs no rows: what the agent has seen meanwhile is asked for.
@Suite(.serialized) struct HistoryTests {
    private struct Slice: Decodable {
        struct Flavor: Decodable { var rows: Int }
        struct Health: Decodable {
            struct Target: Decodable { var up: Bool?, lastSecond: Int64? }
            var targets: [Target]
        }
        var flavors: [Flavor]
        var health: Health
    }

    private func slice(_ program: ServeProgram) async throws -> Slice {
        try await program.get("/api/v1/slices/test").decoded()
    }

    /// The second of the newest answer, once it is `second` or later.
    private func heard(_ program: ServeProgram, since second: Int64 = 1) async throws -> Int64 {
        while true {
            if let last = try await slice(program).health.targets[0].lastSecond, last >= second { return last }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test(.timeLimit(.minutes(2))) func secondsThatWereMissedComeFromTheAgentsHistory() async throws {
        let program = try ServeProgram()
        try program.startAgent()
        let file = try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            slices:
              - {id: test, kpi: {name: R_99, unit: ms}, sla: {upper: 50}, flavors: [{id: low}, {id: high}],
                 targets: ["http://127.0.0.1:\(program.agentPort)/metrics"]}
            """,
            to: "coordinator.yaml"
        )
        try await program.startCoordinator(file)
        let first = try await heard(program) + 1
        _ = try await heard(program, since: first + 2)
        let coordinator = try #require(program.coordinator).processIdentifier
        kill(coordinator, SIGSTOP)
        try await Task.sleep(for: .seconds(5))
        kill(coordinator, SIGCONT)
        let last = try await heard(program, since: first + 9)
        _ = try await heard(program, since: last + 5)

        let rows = (first...last).map { "\($0),12.5" }.joined(separator: "\n")
        let answer = try await program.post("/api/v1/slices/test/kpi", "timestamp,R_99\n\(rows)\n", type: "text/csv")
        #expect(answer.status < 300, "\(answer.text)")
        // Rows are counted when the program starts.
        #expect(try await program.end(with: SIGTERM).status == 0)
        try await program.startCoordinator(file)
        let wanted = Int(last - first) + 1
        for _ in 0..<100 where try await slice(program).flavors[0].rows < wanted {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try await slice(program).flavors[0].rows == wanted, "\(program.log)")
    }
}
