import Foundation
import HTTPClient
import TestSupport
import Testing

/// The built programs on free ports, with a folder of their own.
final class ServeProgram {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    let folder: URL
    let port: Int
    let agentPort: Int
    private(set) var coordinator: Process?
    private var agent: Process?

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "serve-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try FreePort.take()
        agentPort = try FreePort.take()
    }

    deinit {
        for process in [coordinator, agent].compactMap({ $0 }) where process.isRunning {
            kill(process.processIdentifier, SIGKILL)
        }
        try? FileManager.default.removeItem(at: folder)
    }

    var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }

    func write(_ text: String, to name: String) throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    // MARK: Programs

    static func program(_ name: String) throws -> URL {
        let url = package.appending(path: ".build/release/\(name)")
        let isThere = FileManager.default.isExecutableFile(atPath: url.path)
        try #require(isThere, "\(url.path) is missing: build it first (make build)")
        return url
    }

    /// What the programs see of the environment beside what the tests see.
    var environment: [String: String] = [:]

    /// The program that starts the coordinator in its own place, with its arguments; the coordinator itself if empty.
    var launcher: [String] = []

    private func start(_ name: String, _ arguments: [String]) throws -> Process {
        let file = folder.appending(path: name == "coordinator" ? "log" : name)
        if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
        let output = try FileHandle(forWritingTo: file)
        try output.seekToEnd()
        let process = Process()
        let command = (name == "coordinator" ? launcher : []) + [try Self.program(name).path] + arguments
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return process
    }

    func startAgent() throws {
        agent = try start("edge-agent", ["--web.listen-address=127.0.0.1:\(agentPort)"])
    }

    /// Starts the coordinator and waits until it is ready.
    ///
    /// - Returns: How long that took.
    @discardableResult
    func startCoordinator(_ configuration: String) async throws -> Duration {
        let start = ContinuousClock.now
        coordinator = try self.start("coordinator", ["serve", "--config", configuration])
        for _ in 0..<600 {
            if let answer = try? await get("/readyz"), answer.status == 200 { return start.duration(to: .now) }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("the coordinator is not ready: \(log)")
        return start.duration(to: .now)
    }

    /// Starts the coordinator and does not wait.
    func launch(_ configuration: String) throws -> Process {
        let process = try start("coordinator", ["serve", "--config", configuration])
        coordinator = process
        return process
    }

    /// Sends a signal and waits for the end.
    func end(with signal: Int32) async throws -> (status: Int32, duration: Duration) {
        let process = try #require(coordinator)
        let start = ContinuousClock.now
        kill(process.processIdentifier, signal)
        while process.isRunning, start.duration(to: .now) < .seconds(20) {
            try await Task.sleep(for: .milliseconds(10))
        }
        try #require(!process.isRunning, "the coordinator does not end: \(log)")
        return (process.terminationStatus, start.duration(to: .now))
    }

    /// Runs a subcommand to its end.
    func run(_ arguments: [String]) async throws -> (status: Int32, text: String) {
        let file = folder.appending(path: "run")
        try Data().write(to: file)
        let output = try FileHandle(forWritingTo: file)
        let process = Process()
        process.executableURL = try Self.program("coordinator")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
        try process.run()
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        return (process.terminationStatus, try String(contentsOf: file, encoding: .utf8))
    }

    // MARK: Requests

    struct Answer: Sendable {
        var status: Int
        var type: String
        var location: String?
        var body: Data

        init(_ response: HTTPResponse) {
            (status, type) = (response.status, response.header("Content-Type") ?? "")
            location = response.header("Location")
            body = Data(response.body)
        }

        var text: String { String(decoding: body, as: UTF8.self) }

        func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(type, from: body)
        }
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    func post(_ path: String, _ body: String = "", type: String = "application/json") async throws -> Answer {
        try await send("POST", path, body, type: type)
    }

    private func send(_ method: String, _ path: String, _ body: String = "", type: String = "") async throws -> Answer {
        try await Self.send(method, path, body, type: type, port: port)
    }

    /// Asks the coordinator at a port, from any task.
    static func send(
        _ method: String,
        _ path: String,
        _ body: String,
        type: String = "application/json",
        port: Int
    ) async throws -> Answer {
        Answer(
            try await Loopback.send(
                method,
                path,
                port: port,
                headers: method == "POST" ? [("Content-Type", type)] : [],
                body: (method == "POST" ? body : "").utf8,
                timeout: .seconds(5)
            )
        )
    }

    /// Sends any request, for the cases that ``get(_:)`` and ``post(_:_:type:)`` are too simple for.
    func send(
        _ method: String,
        _ path: String,
        body: String? = nil,
        headers: [String: String] = [:],
        port other: Int? = nil
    ) async throws -> Answer {
        Answer(
            try await Loopback.send(
                method,
                path,
                port: other ?? port,
                headers: headers.map { ($0.key, $0.value) },
                body: (body ?? "").utf8
            )
        )
    }

}
