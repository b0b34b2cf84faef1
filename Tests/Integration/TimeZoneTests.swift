import Foundation
import Testing

/// The programs on machines whose time zone is not UTC, one of them half an hour off the whole ones.
@Suite(.serialized) struct TimeZoneTests {
    private static let zones = ["UTC", "America/Sao_Paulo", "Asia/Kolkata"]
    private static let start: Int64 = 1_579_355_129

    private struct KPIRows: Decodable {
        struct Row: Decodable {
            var second: Int64
            var value: Double?
        }
        var rows: [Row]
    }

    private struct Decisions: Decodable {
        struct Decision: Decodable {
            var milliseconds: Int64
            var explanation: String
        }
        var decisions: [Decision]
    }

    private func configuration(_ program: ServeProgram) throws -> String {
        try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            slices:
              - id: "1"
                kpi: {name: R_99, unit: ms}
                sla: {upper: 100}
                horizons: [1, 5]
                window: 10
                inputs: 2
                flavors: [{id: low}, {id: high}]
                policy: {mode: act, settle: 5, horizon: 5}
            """,
            to: "coordinator.yaml"
        )
    }

    private func recording(_ program: ServeProgram) throws -> [String] {
        var (x, y) = ("timestamp,sockets,other\n", "timestamp,R_99\n")
        for index in 0..<600 {
            let load = 10 + 8 * sin(Double(index) * 2 * .pi / 120)
            x += "\(Self.start + Int64(index)),\(load * 3),\(index % 7)\n"
            y += "\(Self.start + Int64(index)),\(load * 7 + Double(index % 5))\n"
        }
        return ["--x", try program.write(x, to: "x.csv"), "--y", try program.write(y, to: "y.csv")]
    }

    @Test(.timeLimit(.minutes(2))) func recordingsGiveTheSameBytesInEveryZone() async throws {
        let program = try ServeProgram()
        let (file, recording) = (try configuration(program), try recording(program))
        let replay = ["replay", "--config", file, "--slice", "1", "--train", "300", "--act", "--override"]
        let model = program.folder.appending(path: "model.bin").path
        var outputs: [String: [String]] = [:]
        for zone in Self.zones {
            program.environment["TZ"] = zone
            let forecasts = program.folder.appending(path: "forecasts").path
            let replayed = try await program.run(replay + recording + ["--forecasts", forecasts])
            let trained = try await program.run(["train", "--kpi", "R_99", "--output", model] + recording)
            let forecast = try await program.run(["forecast", "--model", model, "--kpi", "R_99"] + recording)
            #expect([replayed, trained, forecast].map(\.status) == [0, 0, 0], "\(replayed.text) \(trained.text)")
            outputs[zone] = [
                replayed.text, try String(contentsOfFile: forecasts, encoding: .utf8), forecast.text,
                try Data(contentsOf: URL(filePath: model)).base64EncodedString(),
            ]
        }
        let expected = try #require(outputs["UTC"])
        #expect(expected.allSatisfy { $0.count > 200 })
        // Whatever names a time of day names that of UTC.
        #expect(expected[0].contains("2020-01-18 13:"), "\(expected[0].prefix(600))")
        for zone in Self.zones { #expect(outputs[zone] == expected, "\(zone)") }
    }

    @Test(.timeLimit(.minutes(1)), arguments: TimeZoneTests.zones.dropFirst())
    func secondsStayThoseOfUTC(zone: String) async throws {
        let program = try ServeProgram()
        program.environment["TZ"] = zone
        try await program.startCoordinator(try configuration(program))
        let now = Int64(Date().timeIntervalSince1970)
        let rows = "timestamp,R_99\n\(now - 2),41\n\(now - 1),42\n"
        #expect(try await program.post("/api/v1/slices/1/kpi", rows, type: "text/csv").status == 200)
        let stored = try await program.get("/api/v1/slices/1/kpi").decoded(KPIRows.self).rows
        #expect(stored.map(\.second) == [now - 2, now - 1])
        #expect(try await program.post("/api/v1/slices/1/flavor", #"{"flavor": "high"}"#).status == 200)
        let decision = try #require(
            try await program.get("/api/v1/slices/1/decisions").decoded(Decisions.self).decisions.last
        )
        #expect(abs(decision.milliseconds / 1000 - now) < 10)
        let day = Date(timeIntervalSince1970: Double(decision.milliseconds / 1000)).formatted(.iso8601)
            .prefix(16).replacing("T", with: " ")
        #expect(decision.explanation.contains(day), "\(decision.explanation) was made at \(day) UTC")
    }
}
