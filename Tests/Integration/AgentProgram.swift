import Foundation
import HTTPClient
import TestSupport
import Testing

/// A program that answers HTTP on a free port of loopback, with a folder of its own; killed when it is let go.
final class AgentProgram {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    let folder: URL
    let port: Int
    let process: Process

    /// The built agent.
    static var agent: String { package.appending(path: ".build/release/edge-agent").path }

    /// A file of the package.
    static func file(_ path: String) -> String { package.appending(path: path).path }

    /// Starts `program` with `--web.listen-address` and `arguments`, through `wrapper` when there is one.
    init(
        _ program: String = agent,
        _ arguments: [String] = [],
        through wrapper: [String] = [],
        address: String = "127.0.0.1",
        port: Int? = nil,
        environment: [String: String] = [:]
    ) throws {
        let isThere = FileManager.default.isExecutableFile(atPath: program)
        try #require(isThere, "\(program) is missing")
        folder = FileManager.default.temporaryDirectory.appending(path: "agent-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.port = try port ?? FreePort.take()
        let command = wrapper + [program, "--web.listen-address=\(address):\(self.port)"] + arguments
        process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let log = folder.appending(path: "log")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    deinit {
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(at: folder)
    }

    /// What it wrote.
    var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }

    /// Waits until it answers, at most half a minute.
    func waitUntilReady(_ path: String = "/") async throws {
        for _ in 0..<600 {
            if let answer = try? await get(path), answer.status == 200 { return }
            try #require(process.isRunning, "the program has ended: \(log)")
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the program does not answer: \(log)")
    }

    /// An answer.
    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The value of the one sample that begins with `series` and a space.
        func value(_ series: String) -> Double? {
            text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
                .flatMap { Double($0.dropFirst(series.count + 1)) }
        }
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    func send(_ method: String, _ path: String, _ body: String? = nil, headers: [String: String] = [:]) async throws
        -> Answer
    {
        let answer = try await Loopback.send(
            method,
            path,
            port: port,
            headers: headers.map { ($0.key, $0.value) },
            body: (body ?? "").utf8
        )
        return Answer(
            status: answer.status,
            headers: Dictionary(answer.headers.map { ($0.name, $0.value) }) { _, last in last },
            body: Data(answer.body)
        )
    }
}

/// Runs a program to its end.
func runToEnd(_ command: [String], input: Data? = nil) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    let (output, source) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = output
    process.standardInput = input == nil ? FileHandle.nullDevice : source
    try process.run()
    if let input {
        // All of it may not fit into the pipe while nobody reads the answer; promtool reads to the end first.
        try source.fileHandleForWriting.write(contentsOf: input)
        try source.fileHandleForWriting.close()
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}

/// Asks until `isSo`, at most `seconds`.
func waited(_ seconds: Int, until isSo: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
        if try await isSo() { return true }
        try await Task.sleep(for: .milliseconds(50))
    }
    return try await isSo()
}
