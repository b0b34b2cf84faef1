import Foundation
import TestSupport
import Testing

/// The programs that the streams are tested with: our own, a Kafka broker and InfluxDB, on free ports of loopback.
final class StreamsPeers {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let coordinator = package.appending(path: ".build/release/coordinator").path
    private static let peers = package.appending(path: ".venv-peers")

    /// Why the streams cannot be tested here; `nil` when they can.
    static let obstacle: String? = {
        for name in ["bin/tansu", "bin/influxd", "lib/librdkafka.so.1"]
        where !FileManager.default.fileExists(atPath: peers.appending(path: name).path) {
            return ".venv-peers/\(name) is not there; run scripts/peers/install.sh"
        }
        for command in ["bridge", "produce", "kafka", "receive"] {
            let result = try? run(coordinator, [command, "--help"])
            if result?.status != 0 { return "\(coordinator) has no command '\(command)'" }
        }
        return nil
    }()

    /// Files of one test.
    let directory: URL
    /// Where Kafka is.
    let brokers: String
    private let influxPort: Int
    private var influx: Process?
    private var started: [Process] = []

    /// Starts InfluxDB, and a Kafka broker unless there is one already.
    init(brokers: String? = ProcessInfo.processInfo.environment["KAFKA_BROKERS"]) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "streams-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        influxPort = try FreePort.take()
        if let brokers {
            self.brokers = brokers
        } else {
            let port = try FreePort.take()
            self.brokers = "127.0.0.1:\(port)"
            try start(Self.package.appending(path: "scripts/peers/kafka.sh").path, ["\(port)"], log: "kafka.log")
        }
        try startInflux()
        try wait("Kafka and InfluxDB to answer") {
            try influxAnswers()
                && coordinator(["kafka", "check", "--kafka", self.brokers, "--timeout", "2"]).status == 0
        }
    }

    /// Ends everything that was started.
    func stop() {
        for process in started where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for process in started { process.waitUntilExit() }
        try? FileManager.default.removeItem(at: directory)
    }

    var influxURL: String { "http://127.0.0.1:\(influxPort)" }

    func startInflux() throws {
        let script = Self.package.appending(path: "scripts/peers/influxdb.sh").path
        influx = try start(script, ["\(influxPort)", directory.appending(path: "influx").path], log: "influx.log")
    }

    func stopInflux() {
        guard let influx else { return }
        influx.terminate()
        influx.waitUntilExit()
    }

    func influxAnswers() throws -> Bool {
        try Self.run("/usr/bin/curl", ["-sf", "-m", "2", influxURL + "/ping"]).status == 0
    }

    /// The number of points of a measurement that have a field `value`, and the sum of the values.
    func points(in database: String, _ measurement: String) throws -> (count: Int, sum: Double) {
        struct Answer: Decodable {
            struct Result: Decodable {
                struct Series: Decodable {
                    var values: [[Double?]]
                }
                var series: [Series]?
            }
            var results: [Result]
        }
        let text = try query("SELECT count(value), sum(value) FROM \"\(measurement)\"", in: database)
        let row = try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).results.first?.series?.first?.values
            .first
        guard let row, row.count == 3, let count = row[1], let sum = row[2] else { return (0, 0) }
        return (Int(count), sum)
    }

    /// InfluxDB's answer to a query, as it is.
    func query(_ query: String, in database: String) throws -> String {
        let arguments = ["-s", "-m", "5", "-G", influxURL + "/query", "-d", "epoch=s", "-d", "db=\(database)"]
        let answer = try Self.run("/usr/bin/curl", arguments + ["--data-urlencode", "q=\(query)"])
        return String(decoding: answer.output, as: UTF8.self)
    }

    /// Runs our program to its end.
    func coordinator(_ arguments: [String]) throws -> (status: Int32, output: Data) {
        try Self.run(Self.coordinator, arguments)
    }

    /// Starts our program.
    @discardableResult
    func startCoordinator(_ arguments: [String], log: String) throws -> Process {
        try start(Self.coordinator, arguments, log: log)
    }

    /// Waits until something is so, and no longer than a minute.
    func wait(_ what: String, until isSo: () throws -> Bool) throws {
        let end = Date(timeIntervalSinceNow: 60)
        while try !isSo() {
            try #require(Date() < end, "waited for \(what) for a minute")
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    @discardableResult
    func start(_ program: String, _ arguments: [String], log: String) throws -> Process {
        let file = directory.appending(path: log)
        if !FileManager.default.fileExists(atPath: file.path) {
            _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        let process = Self.process(program, arguments)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        started.append(process)
        return process
    }

    static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: Data) {
        let process = process(program, arguments)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    private static func process(_ program: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        // Debian 12's librdkafka cannot talk to the broker; see scripts/peers/install.sh.
        let libraries = ["LD_LIBRARY_PATH": peers.appending(path: "lib").path]
        process.environment = ProcessInfo.processInfo.environment.merging(libraries) { $1 }
        return process
    }

}
