import Foundation
import HTTPClient
import TestSupport
import Testing

/// Real Prometheus servers on free ports, one that has recorded samples and any number that scrape.
final class RecordedPrometheus {
    /// Why there is none here; `nil` when there is.
    static let obstacle: String? =
        FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")
        ? nil : "/usr/bin/promtool is not there; run scripts/setup.sh"

    let port: Int
    let configuration: URL
    private let process = Process()

    /// Starts a server in a folder that has nothing of Prometheus in it yet.
    ///
    /// - Parameters:
    ///   - samples: OpenMetrics text that the server has recorded.
    ///   - folder: Keeps its files.
    init(samples: String? = nil, in folder: URL) async throws {
        port = try FreePort.take()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        configuration = folder.appending(path: "prometheus.yml")
        let data = folder.appending(path: "data").path
        if let samples {
            let input = folder.appending(path: "samples.txt")
            try Data(samples.utf8).write(to: input)
            try Self.promtool(["tsdb", "create-blocks-from", "openmetrics", input.path, data])
        }
        try Data("scrape_configs: []\n".utf8).write(to: configuration)
        process.executableURL = URL(filePath: "/usr/bin/prometheus")
        process.arguments = [
            "--config.file=\(configuration.path)", "--storage.tsdb.path=\(data)",
            "--web.listen-address=127.0.0.1:\(port)", "--storage.tsdb.retention.time=100y", "--web.enable-lifecycle",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<600 {
            if let answer = try? await Loopback.send("GET", "/-/ready", port: port), answer.status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("Prometheus is not ready")
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// Runs promtool, which has to find nothing wrong.
    static func promtool(_ arguments: [String]) throws {
        let (status, output) = try StreamsPeers.run("/usr/bin/promtool", arguments)
        try #require(status == 0, "promtool \(arguments): \(String(decoding: output, as: UTF8.self))")
    }
}
