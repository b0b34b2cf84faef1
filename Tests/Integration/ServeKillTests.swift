import Foundation
import Testing

/// `coordinator serve`, killed at random moments while it changes flavors.
///
/// `KILL_ROUNDS=200` kills it more often.
@Suite(.serialized) struct ServeKillTests {
    private static let rounds = ProcessInfo.processInfo.environment["KILL_ROUNDS"].flatMap(Int.init) ?? 12

    private struct Made: Decodable {
        struct Decision: Decodable { var id: Int }
        var decision: Decision
    }

    private struct List: Decodable {
        struct Decision: Decodable {
            var id: Int
            var kind: String
            var to: String
        }
        var decisions: [Decision]
    }

    private func configuration(_ program: ServeProgram) throws -> String {
        let script = try program.write("#!/bin/sh\necho \"$1\" >> \"$2\"\n", to: "apply")
        chmod(script, 0o755)
        return try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            slices:
              - id: test
                kpi: {name: R_99}
                sla: {upper: 50}
                flavors: [{id: low}, {id: high}]
                actuator: {kind: command, apply: [\(script), "{flavor}", \(program.folder.path)/applied]}
                policy: {mode: act}
            """,
            to: "coordinator.yaml"
        )
    }

    @Test(.timeLimit(.minutes(20))) func noDecisionIsLostAndNoneIsCarriedOutTwice() async throws {
        let program = try ServeProgram()
        let configuration = try configuration(program)
        var random = SystemRandomNumberGenerator()
        var answered: Set<Int> = []
        var slowest = Duration.zero
        var flavor = "low"
        for _ in 0..<Self.rounds {
            slowest = max(slowest, try await program.startCoordinator(configuration))
            let patience = Duration.milliseconds(Int.random(in: 0...250, using: &random))
            let asking = Task { [flavor, port = program.port] () -> [Int] in
                var ids: [Int] = []
                var next = flavor
                // Ends when the coordinator no longer answers.
                let path = "/api/v1/slices/test/flavor"
                while let answer = try? await ServeProgram.send("POST", path, #"{"flavor":"\#(next)"}"#, port: port),
                    answer.status == 200, let made = try? answer.decoded(Made.self)
                {
                    ids.append(made.decision.id)
                    next = next == "low" ? "high" : "low"
                }
                return ids
            }
            try await Task.sleep(for: patience)
            _ = try await program.end(with: SIGKILL)
            answered.formUnion(await asking.value)
            flavor = flavor == "low" ? "high" : "low"
        }
        slowest = max(slowest, try await program.startCoordinator(configuration))
        let list = try await program.get("/api/v1/slices/test/decisions?limit=100000").decoded(List.self)
        let made = list.decisions.filter { $0.kind == "operator" }
        #expect(Set(made.map(\.id)).isSuperset(of: answered))
        #expect(Set(made.map(\.id)).count == made.count)
        let applied = (try? String(contentsOf: program.folder.appending(path: "applied"), encoding: .utf8)) ?? ""
        let count = applied.split(separator: "\n").count
        #expect(count <= made.count, "\(count) times carried out, \(made.count) decided")
        #expect(count >= answered.count, "\(count) times carried out, \(answered.count) answered")
        #expect(!answered.isEmpty)
        let words =
            "\(Self.rounds) kills, \(answered.count) decisions answered, \(made.count) made, slowest start \(slowest)"
        FileHandle.standardError.write(Data("  serve: \(words)\n".utf8))
        #expect(try await program.end(with: SIGTERM).status == 0)
    }
}
