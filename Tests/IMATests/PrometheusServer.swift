import Foundation
import HTTPClient
import PrometheusAPI
import TestSupport
import Testing

/// A Prometheus of its own on a free port, with recorded samples in it.
final class PrometheusServer {
    let folder: URL
    let url: String
    private let process: Process

    /// Fills a server with OpenMetrics text and starts it.
    init(openMetrics text: String) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ima-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let input = folder.appending(path: "samples.txt")
        try Data(text.utf8).write(to: input)
        let data = folder.appending(path: "data").path
        let fill = try Self.run("promtool", ["tsdb", "create-blocks-from", "openmetrics", input.path, data])
        try #require(fill.status == 0, "\(fill.text)")
        let configuration = folder.appending(path: "prometheus.yml")
        try Data("scrape_configs: []\n".utf8).write(to: configuration)
        let port = try FreePort.take()
        url = "http://127.0.0.1:\(port)"
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "prometheus", "--config.file=\(configuration.path)", "--storage.tsdb.path=\(data)",
            "--web.listen-address=127.0.0.1:\(port)", "--storage.tsdb.retention.time=100y", "--web.enable-lifecycle",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let client = try HTTPClient()
        for _ in 0..<600 {
            if let answer = try? await client.send(HTTPRequest(url: url + "/-/ready")), answer.status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("Prometheus is not ready")
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    func client() throws -> PrometheusClient { PrometheusClient(client: try HTTPClient(), url: url) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Runs a program to its end.
    static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, text: String) {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }

}
