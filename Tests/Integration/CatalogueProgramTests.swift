import Foundation
import Testing

/// Slices that come and go through the interface, and stay through a kill.
@Suite(.serialized) struct CatalogueProgramTests {
    private static let slice = """
        {"id": "new", "kpi": {"name": "R_99", "unit": "ms"}, "sla": {"upper": 50}, "flavors": [{"id": "low"}, {"id": "high"}]}
        """

    private func configuration(_ program: ServeProgram) throws -> String {
        try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            slices:
              - {id: fixed, kpi: {name: R_99}, sla: {upper: 50}, flavors: [{id: low}]}
            """,
            to: "coordinator.yaml"
        )
    }

    private struct Slices: Decodable {
        struct Entry: Decodable {
            struct Flavor: Decodable { var id: String }
            var id: String
            var flavor: String
            var flavors: [Flavor]
        }
        var slices: [Entry]
    }

    @Test(.timeLimit(.minutes(2))) func addedSlicesAreThereAfterAKill() async throws {
        let program = try ServeProgram()
        let file = try configuration(program)
        try await program.startCoordinator(file)
        #expect(try await program.post("/api/v1/slices", Self.slice).status == 201)
        #expect(try await program.post("/api/v1/slices", Self.slice).status == 200, "the same again")
        let other = Self.slice.replacing("\"upper\": 50", with: "\"upper\": 60")
        #expect(try await program.post("/api/v1/slices", other).status == 409)
        #expect(try await program.send("PUT", "/api/v1/slices/new", body: other).status == 200)
        #expect(try await program.post("/api/v1/slices/new/flavor", #"{"flavor": "high"}"#).status == 200)

        _ = try await program.end(with: SIGKILL)
        try await program.startCoordinator(file)
        let slices = try await program.get("/api/v1/slices").decoded(Slices.self).slices
        #expect(slices.map(\.id) == ["fixed", "new"])
        #expect(slices.last?.flavor == "high")
        #expect(try await program.get("/api/v1/slices/new/definition").text == other)

        #expect(try await program.send("DELETE", "/api/v1/slices/new").status == 204)
        #expect(try await program.get("/api/v1/slices/new").status == 404)
        #expect(try await program.send("DELETE", "/api/v1/slices/new").status == 404)
        _ = try await program.end(with: SIGKILL)
        try await program.startCoordinator(file)
        #expect(try await program.get("/api/v1/slices").decoded(Slices.self).slices.map(\.id) == ["fixed"])
    }

    private struct Flavor: Decodable {
        var id: String
        var settings: [String: String]
        var downgrade: String?
    }

    @Test(.timeLimit(.minutes(2))) func flavorsComeAndGoAndStayThroughAKill() async throws {
        let program = try ServeProgram()
        let file = try configuration(program)
        try await program.startCoordinator(file)
        #expect(try await program.post("/api/v1/slices", Self.slice).status == 201)
        let path = "/api/v1/slices/new/flavors"
        let put = try await program.send("PUT", "\(path)/top", body: #"{"settings": {"rate": "30mbit"}}"#)
        #expect(put.status == 201, "\(put.text)")
        #expect(try put.decoded(Flavor.self).downgrade == "high")
        let other = #"{"id": "top", "settings": {"rate": "40mbit"}}"#
        #expect(try await program.send("PUT", "\(path)/top", body: other).status == 200)
        #expect(try await program.send("DELETE", "\(path)/high").status == 204)

        _ = try await program.end(with: SIGKILL)
        try await program.startCoordinator(file)
        let slices = try await program.get("/api/v1/slices").decoded(Slices.self).slices
        #expect(slices.last?.flavors.map(\.id) == ["low", "top"])
        #expect(try await program.get("\(path)/top").decoded(Flavor.self).settings == ["rate": "40mbit"])

        let wrong: [(method: String, path: String, body: String, status: Int, words: String)] = [
            ("DELETE", "\(path)/low", "", 409, "in force"),
            ("DELETE", "\(path)/high", "", 404, "no flavor"),
            ("PUT", "\(path)/x", #"{"id": "y"}"#, 422, "the path"),
            ("PUT", "\(path)/x", "[]", 422, "object"),
            ("PUT", "\(path)/x", #"{"upgrade": "none"}"#, 422, "none"),
            ("PUT", "/api/v1/slices/fixed/flavors/x", "{}", 409, "configuration file"),
            ("DELETE", "/api/v1/slices/fixed/flavors/low", "", 409, "low"),
            ("PUT", "/api/v1/slices/none/flavors/x", "{}", 404, "no slice"),
        ]
        for (method, path, body, status, words) in wrong {
            let answer = try await program.send(method, path, body: body)
            #expect(answer.status == status, "\(method) \(path): \(answer.text)")
            #expect(answer.text.replacing("\\/", with: "/").contains(words), "\(method) \(path): \(answer.text)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func refusesWhatIsNoSliceAndSaysWhy() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try configuration(program))
        let wrong: [(method: String, path: String, body: String, status: Int, words: String)] = [
            ("POST", "/api/v1/slices", "no JSON", 422, "no JSON"),
            ("POST", "/api/v1/slices", "[]", 422, "expected keys with values"),
            ("POST", "/api/v1/slices", Self.slice.replacing("\"new\"", with: "\"1;id>x\""), 422, "1;id>x"),
            ("POST", "/api/v1/slices", Self.slice.replacing("\"new\"", with: "\"../../x\""), 422, "../../x"),
            ("POST", "/api/v1/slices", Self.slice.replacing("\"low\"", with: "\"$(id)\""), 422, "$(id)"),
            ("POST", "/api/v1/slices", Self.slice.replacing("\"new\"", with: "5"), 422, "id: expected text"),
            ("POST", "/api/v1/slices", Self.slice.replacing("\"kpi\"", with: "\"kpis\""), 422, "kpi: missing"),
            ("PUT", "/api/v1/slices/other", Self.slice, 422, "the path says other"),
            ("PUT", "/api/v1/slices/..%2F..%2Fx", Self.slice, 400, "may not name a slice"),
            (
                "PUT", "/api/v1/slices/fixed", Self.slice.replacing("\"new\"", with: "\"fixed\""), 409,
                "configuration file"
            ),
            ("DELETE", "/api/v1/slices/fixed", "", 409, "configuration file"),
            ("POST", "/api/v1/slices/fixed/flavors/low/models/7/activate", "", 404, "no model 7"),
            ("POST", "/api/v1/slices/fixed/flavors/low/models/x/activate", "", 404, "no version"),
            ("POST", "/api/v1/slices/fixed/flavors/low/backtest", "", 409, "recorded seconds"),
            ("POST", "/api/v1/slices/fixed/flavors/none/backtest", "", 404, "no flavor"),
            ("GET", "/api/v1/slices/fixed/decisions?limit=0", "", 400, "limit"),
            ("GET", "/api/v1/slices/fixed/kpi?from=x", "", 400, "from"),
            ("GET", "/api/v1/jobs/99", "", 404, "no job"),
            ("GET", "/api/v1/backtests/99", "", 404, "no job"),
            ("POST", "/api/v1/backtests", #"{"slice": "fixed", "flavor": "low", "rolling": true}"#, 409, "recorded"),
            ("POST", "/api/v1/backtests", #"{"slice": "fixed"}"#, 400, "flavor"),
            ("PATCH", "/api/v1/slices/fixed", "", 405, "this path knows"),
        ]
        for (method, path, body, status, words) in wrong {
            let answer = try await program.send(method, path, body: method == "GET" ? nil : body)
            #expect(answer.status == status, "\(method) \(path): \(answer.text)")
            #expect(answer.type == "application/problem+json")
            #expect(answer.text.replacing("\\/", with: "/").contains(words), "\(method) \(path): \(answer.text)")
        }
    }
}
