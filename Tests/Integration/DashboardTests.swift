import Foundation
import Testing

/// The dashboard in a real browser, before a coordinator with a real agent and a KPI row each second.
@Suite(.serialized) struct DashboardTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Where screenshots are kept.
    private static let output = package.appending(path: "out/dashboard")

    private struct Slice: Decodable {
        struct Flavor: Decodable { var rows: Int }
        struct Forecast: Decodable { var horizon: Int }
        var flavors: [Flavor]
        var forecasts: [Forecast]
    }

    /// Posts the KPI of each second as it ends, until it is told to stop; a coordinator that is gone is borne.
    private static func feed(port: Int) async {
        while !Task.isCancelled {
            let now = Date().timeIntervalSince1970
            try? await Task.sleep(for: .seconds(now.rounded(.up) - now + 0.05))
            let second = Int64(Date().timeIntervalSince1970) - 1
            let value = 30 + 25 * sin(Double(second) / 3)
            _ = try? await Loopback.send(
                "POST",
                "/api/v1/slices/test/kpi",
                port: port,
                headers: [("Content-Type", "text/csv")],
                body: "timestamp,R_50,R_99\n\(second),1,\(value)\n".utf8,
                timeout: .seconds(5)
            )
        }
    }

    private static func configuration(_ program: ServeProgram, more: String = "") throws -> String {
        try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            \(more)
            slices:
              - id: test
                name: A slice under test
                kpi: {name: R_99, unit: ms}
                sla: {upper: 50}
                targets: [http://127.0.0.1:\(program.agentPort)/metrics]
                horizons: [1, 2]
                window: 10
                inputs: 5
                flavors: [{id: low}, {id: high}]
                policy: {settle: 0, horizon: 2, mode: dry-run}
            """,
            to: "coordinator.yaml"
        )
    }

    private func slice(_ program: ServeProgram) async throws -> Slice {
        try await program.get("/api/v1/slices/test").decoded()
    }

    /// Waits for up to a minute.
    private func wait(for condition: () async throws -> Bool) async throws {
        for _ in 0..<120 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// Waits until a model forecasts.
    private func waitForForecasts(_ program: ServeProgram) async throws {
        try await wait { try await slice(program).flavors.first?.rows ?? 0 >= 26 }
        #expect(try await program.post("/api/v1/slices/test/flavors/low/train").status == 202)
        try await wait { try await !slice(program).forecasts.isEmpty }
        let isForecasting = try await !slice(program).forecasts.isEmpty
        try #require(isForecasting, "\(program.log)")
    }

    /// Starts the driver of the browser; `KILL` and `START` in its output are for ``obey(_:_:)``.
    private func drive(_ program: ServeProgram, _ parts: [String], log: URL, input: String = "") throws -> Process {
        let python = Self.package.appending(path: ".venv-peers/bin/python3")
        try #require(
            FileManager.default.isExecutableFile(atPath: python.path),
            "\(python.path) is missing: scripts/peers/install.sh"
        )
        try Data().write(to: log)
        let process = Process()
        process.executableURL = python
        process.arguments =
            [
                Self.package.appending(path: "Tests/Browser/dashboard.py").path, "http://127.0.0.1:\(program.port)",
                "test", Self.output.path,
            ] + parts
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = process.standardOutput
        let source = Pipe()
        process.standardInput = source
        try process.run()
        try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try source.fileHandleForWriting.close()
        return process
    }

    @Test(.timeLimit(.minutes(6)))
    func showsAndDoesWhatAPersonExpectsAlsoWhenTheCoordinatorIsKilled() async throws {
        let program = try ServeProgram()
        try program.startAgent()
        let configuration = try Self.configuration(program)
        try await program.startCoordinator(configuration)
        let port = program.port
        let feeding = Task { await Self.feed(port: port) }
        defer { feeding.cancel() }
        try await waitForForecasts(program)

        let explanation = try await program.get("/api/v1/slices/test/explanation")
        #expect(explanation.status == 200 && explanation.text.contains("\"horizon\":2"), "\(explanation.text)")

        let log = program.folder.appending(path: "browser")
        let browser = try drive(program, ["glance", "detail", "looks", "operate", "breaks"], log: log)
        var isKilled = false
        var isStarted = false
        while browser.isRunning {
            let text = try String(contentsOf: log, encoding: .utf8)
            if !isKilled, text.contains("KILL") {
                isKilled = true
                _ = try await program.end(with: SIGKILL)
            }
            if !isStarted, text.contains("START") {
                isStarted = true
                try await program.startCoordinator(configuration)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        let text = try String(contentsOf: log, encoding: .utf8)
        FileHandle.standardError.write(Data(text.utf8))
        #expect(browser.terminationStatus == 0, "\(text)")
        #expect(isKilled && isStarted)
        #expect(try await program.end(with: SIGTERM).status == 0)
    }

    @Test(.timeLimit(.minutes(3))) func asksForATokenAndShowsButtonsToThoseWhoMayUseThem() async throws {
        let program = try ServeProgram()
        let tokens = ["reading-0123456789abcdef", "operating-0123456789abcdef"]
        let file = try program.write("read \(tokens[0])\noperate \(tokens[1])\n", to: "tokens")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let configuration = try Self.configuration(program, more: "tokens: tokens")
        try await program.startCoordinator(configuration)

        let log = program.folder.appending(path: "browser")
        let browser = try drive(program, ["access"], log: log, input: tokens.map { $0 + "\n" }.joined())
        while browser.isRunning { try await Task.sleep(for: .milliseconds(100)) }
        let text = try String(contentsOf: log, encoding: .utf8)
        #expect(browser.terminationStatus == 0, "\(text)")
        #expect(try await program.end(with: SIGTERM).status == 0)
    }

    @Test func servesItsFilesWithAPolicyAndSaysWhenTheyHaveNotChanged() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try Self.configuration(program))
        let page = try await program.get("/")
        #expect(page.status == 200)
        #expect(page.type.hasPrefix("text/html"))
        #expect(!page.text.contains("http://") && !page.text.contains("https://"), "something is loaded from elsewhere")
        #expect(try await program.get("/dashboard/app.js").type.hasPrefix("text/javascript"))
        #expect(try await program.get("/dashboard/chart.js").text.contains("Chart.js"))
        #expect(try await program.get("/dashboard/other.js").status == 404)
        #expect(try await program.post("/").status == 405)
        #expect(try await program.end(with: SIGTERM).status == 0)
    }
}
