import Foundation
import Testing

/// `coordinator send`: a tenant's file, sent while it is written.
@Suite(.serialized) struct SendTests {
    private struct Rows: Decodable {
        struct Row: Decodable, Equatable {
            var second: Int64
            var value: Double?
        }
        var rows: [Row]
    }

    private func configuration(_ program: ServeProgram) throws -> String {
        _ = try program.write("operate let-me-in-with-my-rows\n", to: "tokens")
        chmod(program.folder.appending(path: "tokens").path, 0o600)
        return try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            tokens: tokens
            slices:
              - {id: test, kpi: {name: R_99}, sla: {upper: 50}, flavors: [{id: low}]}
            """,
            to: "coordinator.yaml"
        )
    }

    private func append(_ text: String, to path: String) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    private func values(_ program: ServeProgram, from second: Int64) async throws -> [Rows.Row] {
        let path = "/api/v1/slices/test/kpi?from=\(second)&to=\(second + 100)"
        let answer = try await program.send("GET", path, headers: ["Authorization": "Bearer let-me-in-with-my-rows"])
        return try answer.decoded(Rows.self).rows
    }

    private func wait(for condition: () async throws -> Bool) async throws {
        for _ in 0..<150 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("not within 15 s")
    }

    @Test(.timeLimit(.minutes(2))) func rowsArriveOnceTheyAreWholeAlsoThroughARestart() async throws {
        let program = try ServeProgram()
        let configuration = try configuration(program)
        try await program.startCoordinator(configuration)
        let token = try program.write("let-me-in-with-my-rows\n", to: "token")
        let second = Int64(Date().timeIntervalSince1970)
        let file = try program.write("timestamp,R_99\n\(second),1.5\n\(second + 1),2", to: "y.csv")

        let sender = Process()
        sender.executableURL = try ServeProgram.program("coordinator")
        sender.arguments = [
            "send", file, "--slice", "test", "--to", "http://127.0.0.1:\(program.port)/", "--token-file", token,
            "--interval", "0.1",
        ]
        sender.standardError = FileHandle.nullDevice
        try sender.run()
        defer { kill(sender.processIdentifier, SIGKILL) }

        try await wait { try await values(program, from: second) == [Rows.Row(second: second, value: 1.5)] }
        try append(".25\nno,row\n\(second + 2),3\n", to: file)
        try await wait { try await values(program, from: second).compactMap(\.value) == [1.5, 2.25, 3] }

        _ = try await program.end(with: SIGTERM)
        try append("\(second + 3),4\n", to: file)
        try await Task.sleep(for: .seconds(1))
        try await program.startCoordinator(configuration)
        try await wait { try await values(program, from: second).compactMap(\.value) == [1.5, 2.25, 3, 4] }
        #expect(sender.isRunning)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (["y.csv", "--slice", "other", "--token-file", "token"], 1, "404"),
            (["y.csv", "--slice", "test"], 1, "401"),
            (["missing.csv", "--slice", "test"], 1, "missing.csv: No such file or directory"),
            (["none.csv", "--slice", "test"], 1, "no column 'timestamp' in 'a,b'"),
            (["y.csv", "--slice", "../x"], 64, "a slice's id is of letters"),
        ]
    )
    func saysWhyNothingIsSent(arguments: [String], status: Int32, words: String) async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try configuration(program))
        _ = try program.write("let-me-in-with-my-rows\n", to: "token")
        _ = try program.write("timestamp,R_99\n1,2\n", to: "y.csv")
        _ = try program.write("a,b\n1,2\n", to: "none.csv")
        let paths = arguments.map { argument in
            argument.hasSuffix(".csv") || argument == "token" ? program.folder.appending(path: argument).path : argument
        }
        let ended = try await program.run(["send"] + paths + ["--to", "http://127.0.0.1:\(program.port)"])
        #expect(ended.status == status)
        #expect(ended.text.contains(words), "\(ended.text)")
    }
}
