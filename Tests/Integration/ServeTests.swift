import Foundation
import Testing

/// `coordinator serve` with the real agent, as its users see it.
@Suite(.serialized) struct ServeTests {
    private struct Slice: Decodable {
        struct Entry: Decodable {
            struct Model: Decodable { var version: Int }
            var id: String
            var rows: Int
            var model: Model?
        }
        struct KPI: Decodable {
            var second: Int64?
            var value: Double?
        }
        struct Forecast: Decodable {
            var madeSecond: Int64
            var dueSecond: Int64
            var horizon: Int
        }
        struct Target: Decodable {
            var up: Bool?
            var series: Int
        }
        struct Health: Decodable { var targets: [Target] }
        var flavor: String
        var mode: String
        var phase: String
        var kpi: KPI
        var flavors: [Entry]
        var forecasts: [Forecast]
        var health: Health
    }

    private struct Job: Decodable {
        var id: String
        var state: String
        var error: String?
    }

    private struct JobAccepted: Decodable { var job: Job }

    private struct Decisions: Decodable {
        struct Entry: Decodable {
            var id: Int
            var kind: String
            var to: String
            var executed: Bool
            var explanation: String
        }
        var decisions: [Entry]
    }

    private struct Problem: Decodable {
        var title: String
        var status: Int
        var detail: String
    }

    private struct KPIRows: Decodable {
        struct Row: Decodable {
            var second: Int64
            var value: Double?
        }
        var rows: [Row]
    }

    private static func configuration(_ program: ServeProgram) throws -> String {
        try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            slices:
              - id: test
                kpi: {name: R_99, unit: ms}
                sla: {upper: 50}
                targets: [http://127.0.0.1:\(program.agentPort)/metrics]
                horizons: [1, 2]
                window: 10
                inputs: 5
                flavors: [{id: low}, {id: high}]
                policy: {settle: 0, horizon: 2}
            """,
            to: "coordinator.yaml"
        )
    }

    private func say(_ words: String) {
        FileHandle.standardError.write(Data("  serve: \(words)\n".utf8))
    }

    /// Posts the KPI of each second as it ends, until `condition`.
    private func feed(_ program: ServeProgram, seconds: Int, until condition: () async throws -> Bool) async throws {
        for _ in 0..<seconds {
            let now = Date().timeIntervalSince1970
            try await Task.sleep(for: .seconds(now.rounded(.up) - now + 0.05))
            let second = Int64(Date().timeIntervalSince1970) - 1
            let value = 30 + 25 * sin(Double(second) / 3)
            let answer = try await program.post(
                "/api/v1/slices/test/kpi",
                "timestamp,R_50,R_99\n\(second),1,\(value)\n",
                type: "text/csv"
            )
            #expect(answer.status == 200, "\(answer.text)")
            if try await condition() { return }
        }
    }

    private func slice(_ program: ServeProgram) async throws -> Slice {
        try await program.get("/api/v1/slices/test").decoded()
    }

    @Test(.timeLimit(.minutes(3)))
    func watchesTrainsForecastsAndKeepsItAllThroughAKill() async throws {
        let program = try ServeProgram()
        try program.startAgent()
        let configuration = try Self.configuration(program)
        try await program.startCoordinator(configuration)
        say("recording 24 s")
        try await feed(program, seconds: 60) {
            try await slice(program).flavors.first?.rows ?? 0 >= 24
        }
        let profiled = try await slice(program)
        #expect(profiled.phase == "profiling")
        #expect(profiled.health.targets.first?.up == true)
        #expect(profiled.health.targets.first?.series ?? 0 > 100)

        say("training")
        let accepted = try await program.post("/api/v1/slices/test/flavors/low/train")
        #expect(accepted.status == 202)
        let id = try accepted.decoded(JobAccepted.self).job.id
        var job = Job(id: id, state: "queued")
        try await feed(program, seconds: 60) {
            job = try await program.get("/api/v1/jobs/\(id)").decoded()
            return !["queued", "running"].contains(job.state)
        }
        #expect(job.state == "succeeded", "\(job.error ?? "")")

        say("forecasting")
        try await feed(program, seconds: 10) { try await !slice(program).forecasts.isEmpty }
        let forecasting = try await slice(program)
        #expect(forecasting.forecasts.map(\.horizon) == [1, 2])
        for forecast in forecasting.forecasts {
            #expect(forecast.dueSecond == forecast.madeSecond + 1 + Int64(forecast.horizon))
        }
        let changed = try await program.post("/api/v1/slices/test/flavor", #"{"flavor": "high", "reason": "a test"}"#)
        #expect(changed.status == 200, "\(changed.text)")
        #expect(try await program.post("/api/v1/slices/test/mode", #"{"mode": "pause"}"#).status == 200)
        let metrics = try await program.get("/metrics").text
        #expect(metrics.contains("coordinator_slice_flavor{flavor=\"high\",slice=\"test\"} 1"))
        let lastSecond = try #require(try await slice(program).kpi.second)
        // Rows are written together once a second; decisions and models before they are answered.
        try await Task.sleep(for: .milliseconds(1_500))

        say("killing and starting again")
        _ = try await program.end(with: SIGKILL)
        let start = try await program.startCoordinator(configuration)
        #expect(start < .seconds(5))
        let restored = try await slice(program)
        #expect(restored.flavor == "high")
        #expect(restored.mode == "pause")
        #expect(restored.flavors.first?.model?.version == 1)
        let decisions = try await program.get("/api/v1/slices/test/decisions").decoded(Decisions.self).decisions
        #expect(decisions.map(\.kind).suffix(2) == ["operator", "mode"])
        #expect(decisions.first { $0.kind == "operator" }?.executed == true)
        #expect(decisions.first { $0.kind == "operator" }?.explanation.contains("a test") == true)
        let rows = try await program.get("/api/v1/slices/test/kpi").decoded(KPIRows.self).rows
        #expect(rows.contains { $0.second == lastSecond })

        let (status, duration) = try await program.end(with: SIGTERM)
        #expect(status == 0, "\(program.log)")
        #expect(duration < .seconds(2))
    }

    @Test(.timeLimit(.minutes(1)))
    func saysWhatIsWrongWithARequest() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try Self.configuration(program))
        let rows = try await program.post("/api/v1/slices/test/kpi", "timestamp,R_99\n1,2\n2,x\n", type: "text/csv")
        #expect(rows.status == 400)
        #expect(rows.type == "application/problem+json")
        #expect(try rows.decoded(Problem.self).detail.contains("line 3, column 2"))
        #expect(try await program.get("/api/v1/slices/test/kpi?from=0&to=10").decoded(KPIRows.self).rows.isEmpty)

        let wrong: [(path: String, body: String, status: Int)] = [
            ("/api/v1/slices/other/mode", #"{"mode": "act"}"#, 404),
            ("/api/v1/slices/test/mode", #"{"mode": "fly"}"#, 400),
            ("/api/v1/slices/test/mode", "no JSON", 400),
            ("/api/v1/slices/test/flavor", #"{"flavor": "1;id>x"}"#, 404),
            ("/api/v1/slices/test/flavors/low/train", "", 409),
            ("/api/v1/slices/test/kpi", "timestamp,other\n1,2", 400),
            ("/api/v1/slices/test/mode", String(repeating: " ", count: 100_000), 413),
            ("/api/v1/jobs", "", 405),
        ]
        for (path, body, status) in wrong {
            let answer = try await program.post(path, body)
            #expect(answer.status == status, "\(path): \(answer.text)")
            #expect(try answer.decoded(Problem.self).status == status)
        }
        #expect(try await program.end(with: SIGTERM).status == 0)
    }

    @Test func validateNamesTheFileTheLineAndTheKey() async throws {
        let program = try ServeProgram()
        let good = try Self.configuration(program)
        #expect(try await program.run(["validate", "--config", good]).status == 0)
        let bad = try program.write(
            """
            store: x.sqlite
            slices:
              - id: test
                kpi: {name: R_99}
                sla: {upper: 50}
                flavours: [{id: low}]
                flavors: [{id: low}]
            """,
            to: "bad.yaml"
        )
        let (status, text) = try await program.run(["validate", "--config", bad])
        #expect(status == 1)
        #expect(text.contains("bad.yaml:6: slices[0].flavours: unknown key"), "\(text)")
    }
}
