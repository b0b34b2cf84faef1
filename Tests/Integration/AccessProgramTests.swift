import Foundation
import Testing

/// Who may ask the coordinator for what, on the wire.
@Suite(.serialized) struct AccessProgramTests {
    private static let reader = "reading-0123456789abcdef"
    private static let operating = "operating-0123456789abcdef"

    private func configuration(_ program: ServeProgram, _ more: String, listen: String = "127.0.0.1") throws -> String {
        let tokens = try program.write("read \(Self.reader)\noperate \(Self.operating)\n", to: "tokens")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: tokens)
        return try program.write(
            """
            listen: \(listen):\(program.port)
            store: store.sqlite
            \(more)
            slices:
              - {id: "1", kpi: {name: R_99}, sla: {upper: 50}, flavors: [{id: "1"}, {id: "2"}]}
            """,
            to: "coordinator.yaml"
        )
    }

    @Test(.timeLimit(.minutes(1))) func readingAndChangingNeedTheirTokens() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try configuration(program, "tokens: tokens"))
        let cases: [(String, String, String?, Int)] = [
            ("GET", "/healthz", nil, 200), ("GET", "/api/v1/openapi.json", nil, 200),
            ("GET", "/api/v1/slices", nil, 401), ("GET", "/metrics", nil, 401),
            ("GET", "/api/v1/slices", "Bearer wrong-0123456789abcdef", 401),
            ("GET", "/api/v1/slices", "Basic \(Self.operating)", 401),
            ("GET", "/api/v1/slices", "Bearer \(Self.reader)", 200), ("GET", "/metrics", "bearer \(Self.reader)", 200),
            ("POST", "/api/v1/slices/1/mode", "Bearer \(Self.reader)", 403),
            ("POST", "/api/v1/slices/1/mode", "Bearer \(Self.operating)", 200),
            ("POST", "/slice/1/upgrade", nil, 401), ("POST", "/slice/1/upgrade", "Bearer \(Self.reader)", 403),
            ("POST", "/slice/1/upgrade", "Bearer \(Self.operating)", 200),
            ("GET", "/nowhere", nil, 401), ("GET", "/nowhere", "Bearer \(Self.reader)", 404),
        ]
        for (method, path, token, status) in cases {
            let answer = try await program.send(
                method,
                path,
                body: method == "POST" ? #"{"mode": "observe"}"# : nil,
                headers: token.map { ["Authorization": $0] } ?? [:]
            )
            #expect(answer.status == status, "\(method) \(path) \(token ?? "without a token"): \(answer.text)")
        }
        #expect(!program.log.contains(Self.operating))
    }

    @Test(.timeLimit(.minutes(1))) func withoutTokensOnlyLoopbackIsListenedOnAndThatIsSaid() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try configuration(program, "", listen: "0.0.0.0"))
        #expect(program.log.contains("without a file of tokens only loopback is listened on"))
        #expect(program.log.contains("host=127.0.0.1"))
    }

    @Test(.timeLimit(.minutes(1))) func tokensThatEverybodyCanReadAreRefused() async throws {
        let program = try ServeProgram()
        let file = try configuration(program, "tokens: tokens")
        let tokens = program.folder.appending(path: "tokens").path
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: tokens)
        let (status, text) = try await program.run(["serve", "--config", file])
        #expect(status != 0)
        #expect(text.contains("everybody on this machine may read"), "\(text)")
    }

    @Test(.timeLimit(.minutes(1))) func speaksTLSAndNothingElseWhereACertificateIsGiven() async throws {
        let program = try ServeProgram()
        let folder = program.folder.path
        _ = try await Self.output(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            "\(folder)/key.pem",
            "-out",
            "\(folder)/cert.pem"
        )
        let file = try configuration(program, "tls: {certificate: cert.pem, key: key.pem}")
        let process = try program.launch(file)
        defer { process.terminate() }
        var answer = ""
        for _ in 0..<400 where !answer.contains("ok") {
            try await Task.sleep(for: .milliseconds(25))
            answer = try await Self.output(
                "curl",
                "-s",
                "--cacert",
                "\(folder)/cert.pem",
                "https://localhost:\(program.port)/healthz"
            )
        }
        #expect(answer == #"{"status":"ok"}"#, "\(program.log)")
        let plain = try await Self.output(
            "curl",
            "-s",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "http://localhost:\(program.port)/healthz"
        )
        #expect(plain == "000")
    }

    @Test(.timeLimit(.minutes(1))) func headersAndBodiesHaveLimits() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try configuration(program, ""))
        let long = try await program.send(
            "GET",
            "/api/v1/slices",
            headers: ["X-Long": String(repeating: "a", count: 100_000)]
        )
        #expect((400..<500).contains(long.status))
        let body = String(repeating: " ", count: 300_000)
        #expect(try await program.send("POST", "/api/v1/slices", body: body).status == 413)
        #expect(try await program.get("/healthz").status == 200)
    }

    static func output(_ name: String, _ arguments: String...) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
