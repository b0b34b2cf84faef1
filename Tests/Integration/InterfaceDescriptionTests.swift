import Foundation
import Testing

/// The description of the interface against the interface, by a program that makes up requests from it.
@Suite(.serialized) struct InterfaceDescriptionTests {
    @Test(.timeLimit(.minutes(5))) func schemathesisFindsNothing() async throws {
        let tool = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".venv-peers/bin/schemathesis")
        let isThere = FileManager.default.isExecutableFile(atPath: tool.path)
        try #require(isThere, "\(tool.path) is missing: scripts/peers/install.sh puts it there")
        let program = try ServeProgram()
        let token = "operating-0123456789abcdef"
        let tokens = try program.write("operate \(token)\n", to: "tokens")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: tokens)
        try await program.startCoordinator(
            try program.write(
                """
                listen: 127.0.0.1:\(program.port)
                store: store.sqlite
                tokens: tokens
                slices:
                  - {id: "1", kpi: {name: R_99}, sla: {upper: 50}, flavors: [{id: "1"}, {id: "2"}]}
                """,
                to: "coordinator.yaml"
            )
        )
        let process = Process()
        let output = program.folder.appending(path: "schemathesis.log")
        try Data().write(to: output)
        process.executableURL = tool
        process.currentDirectoryURL = program.folder
        process.arguments = [
            "--config-file", try program.write(Self.settings, to: "schemathesis.toml"), "run", "--seed", "1",
            "--max-examples", "15", "--header", "Authorization: Bearer \(token)",
            "http://127.0.0.1:\(program.port)/api/v1/openapi.json",
        ]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try process.run()
        while process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
        let text = try String(contentsOf: output, encoding: .utf8)
        #expect(process.terminationStatus == 0, "\(text.suffix(4000))")
        #expect(try await program.send("GET", "/healthz").status == 200)
    }

    @Test(.timeLimit(.minutes(1))) func everyReferenceLeadsSomewhere() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(
            try program.write(
                """
                listen: 127.0.0.1:\(program.port)
                store: store.sqlite
                slices: [{id: "1", kpi: {name: R_99}, sla: {upper: 50}, flavors: [{id: "1"}]}]
                """,
                to: "coordinator.yaml"
            )
        )
        let answer = try await program.get("/api/v1/openapi.json")
        let document = try answer.decoded(Document.self)
        let schemas = answer.text.matches(of: /#\/components\/schemas\/([A-Za-z]+)/).map { String($0.output.1) }
        #expect(schemas.count > 20)
        for name in schemas { #expect(document.components.schemas[name] != nil, "\(name)") }
        let parameters = answer.text.matches(of: /#\/components\/parameters\/([a-z-]+)/).map { String($0.output.1) }
        for name in parameters { #expect(document.components.parameters[name] != nil, "\(name)") }
        #expect(try await program.get("/api/v1/openapi.yaml").type == "application/yaml")
    }

    private struct Document: Decodable {
        struct Anything: Decodable {}
        struct Components: Decodable {
            var schemas: [String: Anything]
            var parameters: [String: Anything]
        }
        var components: Components
    }

    /// Streams have no end, and what a slice's numbers mean together no schema says.
    private static let settings = """
        [[operations]]
        include-path-regex = ".*/events$"
        enabled = false

        [checks.positive_data_acceptance]
        expected-statuses = ["2xx", "400", "401", "403", "404", "409", "422"]

        """
}
