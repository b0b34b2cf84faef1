import Foundation
import Testing

/// What a running coordinator makes of a changed configuration.
@Suite(.serialized) struct ReloadTests {
    private struct Slices: Decodable {
        struct Entry: Decodable { var id: String }
        var slices: [Entry]
    }

    private struct Problem: Decodable { var detail: String }

    private func configuration(_ program: ServeProgram, slices: [String], store: String = "store.sqlite") throws
        -> String
    {
        let entries = slices.map { id in
            "  - {id: \(id), kpi: {name: R_99}, sla: {upper: 50}, flavors: [{id: low}, {id: high}]}"
        }
        return try program.write(
            (["listen: 127.0.0.1:\(program.port)", "store: \(store)", "slices:"] + entries).joined(separator: "\n"),
            to: "coordinator.yaml"
        )
    }

    private func slices(_ program: ServeProgram) async throws -> [String] {
        try await program.get("/api/v1/slices").decoded(Slices.self).slices.map(\.id)
    }

    @Test(.timeLimit(.minutes(1)))
    func takesSlicesThatCameAndLetsGoOfThoseThatWent() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try configuration(program, slices: ["one", "two"]))
        _ = try configuration(program, slices: ["two", "three"])
        let answer = try await program.post("/-/reload")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try await slices(program) == ["two", "three"])
        #expect(try await program.get("/metrics").text.contains("coordinator_config_last_reload_successful 1"))
        #expect(try await program.end(with: SIGTERM).status == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func keepsWhatItHadWhenTheNewFileIsBad() async throws {
        let program = try ServeProgram()
        let file = try configuration(program, slices: ["one"])
        try await program.startCoordinator(file)
        _ = try program.write("store: store.sqlite\nslices: []\nslcies: []\n", to: "coordinator.yaml")
        let answer = try await program.post("/-/reload")
        #expect(answer.status == 422)
        #expect(try answer.decoded(Problem.self).detail.contains("coordinator.yaml:3: slcies: unknown key"))
        #expect(try await slices(program) == ["one"])
        #expect(try await program.get("/metrics").text.contains("coordinator_config_last_reload_successful 0"))

        _ = try configuration(program, slices: ["one"], store: "other.sqlite")
        #expect(try await program.post("/-/reload").text.contains("needs a restart"))
    }

    @Test(.timeLimit(.minutes(1)))
    func readsTheFileAgainAtASignal() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try configuration(program, slices: ["one"]))
        _ = try configuration(program, slices: ["one", "two"])
        kill(try #require(program.coordinator).processIdentifier, SIGHUP)
        while try await slices(program).count < 2 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(try await slices(program) == ["one", "two"])
    }

    @Test func refusesAVariableOfOursThatThereIsNot() async throws {
        let program = try ServeProgram()
        let file = try configuration(program, slices: ["one"])
        setenv("SLICE_FORECAST_LISTN", "127.0.0.1:1", 1)
        defer { unsetenv("SLICE_FORECAST_LISTN") }
        let (status, text) = try await program.run(["serve", "--config", file])
        #expect(status == 64)
        #expect(text.contains("SLICE_FORECAST_LISTN"), "\(text)")
    }
}
