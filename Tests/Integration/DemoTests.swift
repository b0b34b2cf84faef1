import Foundation
import Testing

/// The short demo as someone at a terminal sees it: the built programs, real Redis, a real kernel.
@Suite(.serialized) struct DemoTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let coordinator = package.appending(path: ".build/release/coordinator").path

    /// The report's keys that are asserted on; see `DemoReport`.
    private struct Report: Decodable {
        struct Phase: Decodable {
            var name: String
            var fromSecond: Int64
            var toSecond: Int64
        }

        struct ForecastError: Decodable {
            var count: Int
            var mae: Double
        }

        struct Accuracy: Decodable {
            var horizon: Int
            var forecast: ForecastError?
            var lastValue: ForecastError?
            var runningMedian: ForecastError?
            var beatsLastValue: Bool
        }

        struct Violations: Decodable {
            var seconds: Int
            var violating: Int
        }

        struct Model: Decodable {
            var flavor: String
            var rows: Int
            var inputs: [String]
        }

        struct Point: Decodable {
            var second: Int64
            var value: Double?
            var flavor: String?
        }

        struct Decision: Decodable {
            var kind: String
            var executed: Bool
            var from: String?
            var to: String?
            var explanation: String?
        }

        struct Forecast: Decodable {
            var value: Double
            var upper: Double?
            var actual: Double?
        }

        var isClosedLoop: Bool
        var durationSeconds: Double
        var phases: [Phase]
        var models: [Model]
        var accuracy: Accuracy
        var withoutOrchestration: Violations
        var withOrchestration: Violations
        var decisions: [Decision]
        var kpi: [Point]
        var forecasts: [Forecast]
        var flavorChanges: Int
        var leftovers: [String]
    }

    /// All programs that the demo starts inherit this, so that none can hide.
    private static let markName = "DEMO_TEST_MARK"
    private static let mark = UUID().uuidString

    /// Starts the short demo; its output goes to `log`.
    private static func start(_ arguments: [String] = [], log: URL, mark: String = mark) throws -> Process {
        try #require(
            FileManager.default.isExecutableFile(atPath: coordinator),
            "\(coordinator) is missing: build it first (make build)"
        )
        try Data().write(to: log)
        let process = Process()
        process.executableURL = URL(filePath: coordinator)
        process.arguments = ["demo", "--fast"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging([markName: mark]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = process.standardOutput
        try process.run()
        return process
    }

    private static func text(_ log: URL) -> String {
        String(decoding: (try? Data(contentsOf: log)) ?? Data(), as: UTF8.self)
    }

    private static func say(_ words: String) {
        FileHandle.standardError.write(Data("  demo: \(words)\n".utf8))
    }

    /// Waits for `condition`, and says every ten seconds how far the demo is.
    private static func wait(_ log: URL, seconds: Int, for condition: () -> Bool) async throws -> Bool {
        for tick in 0..<(seconds * 10) {
            if condition() {
                return true
            }
            if tick % 100 == 99 {
                say("\(tick / 10 + 1) s: \(text(log).split(separator: "\n").last ?? "")")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        return condition()
    }

    /// What is left of the demo with this process id: processes, a namespace, an interface, a directory.
    private static func leftovers(of processID: Int32, mark: String = mark) throws -> [String] {
        let files = FileManager.default
        let directory = files.temporaryDirectory.appending(path: "slice-forecast-demo-\(processID)").path
        var found = files.fileExists(atPath: directory) ? [directory] : []
        for name in try files.contentsOfDirectory(atPath: "/proc") where Int32(name) != nil {
            let environment = files.contents(atPath: "/proc/\(name)/environ") ?? Data()
            if String(decoding: environment, as: UTF8.self).contains("\(markName)=\(mark)") {
                let command = files.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
                found.append("process \(name): \(String(decoding: command, as: UTF8.self))")
            }
        }
        for path in ["/run/netns/slice\(processID)", "/sys/class/net/slice\(processID)h"] {
            found += files.fileExists(atPath: path) ? [path] : []
        }
        return found
    }

    private static func temporaryFile(_ name: String) -> URL {
        FileManager.default.temporaryDirectory.appending(path: "demo-test-\(getpid())-\(name)")
    }

    @Test(.timeLimit(.minutes(5))) func theShortDemoGoesThroughAllPhasesAndLeavesNothing() async throws {
        let (log, json, page) = (Self.temporaryFile("log"), Self.temporaryFile("json"), Self.temporaryFile("html"))
        defer {
            for file in [log, json, page] {
                try? FileManager.default.removeItem(at: file)
            }
        }
        Self.say("the short demo takes about three minutes")
        let process = try Self.start(["--json", json.path, "--report", page.path], log: log)
        let ended = try await Self.wait(log, seconds: 280) { !process.isRunning }
        if !ended {
            process.terminate()
            process.waitUntilExit()
        }
        try #require(ended && process.terminationStatus == 0, "the demo said:\n\(Self.text(log))")
        #expect(try Self.leftovers(of: process.processIdentifier) == [])

        let report = try JSONDecoder().decode(Report.self, from: try Data(contentsOf: json))
        #expect(report.leftovers == [])
        #expect(report.phases.map(\.name) == ["profiling", "training", "forecasting", "orchestrating"])
        #expect(report.isClosedLoop == (geteuid() == 0))
        #expect(report.durationSeconds < 240)

        // The KPI was recorded in every phase under load, and nearly every second of the compared ones has a value.
        for phase in report.phases where phase.name != "training" {
            let values = report.kpi.filter {
                (phase.fromSecond...phase.toSecond).contains($0.second) && $0.value != nil
            }
            let length = Double(phase.toSecond - phase.fromSecond + 1)
            #expect(Double(values.count) >= 0.8 * length, "\(phase.name): \(values.count) values in \(length) s")
        }
        #expect(Set(report.models.map(\.flavor)) == ["10mbit", "20mbit"])
        #expect(report.models.allSatisfy { $0.rows >= 20 })

        // Forecasts exist, their truth is known, and the error is that of real numbers.
        let known = report.forecasts.filter { $0.actual != nil }
        #expect(known.count >= 16)
        let error = try #require(report.accuracy.forecast)
        #expect(error.count >= 10 && error.mae > 0 && error.mae < 10_000)
        #expect(report.accuracy.lastValue?.count == error.count)
        #expect(report.accuracy.runningMedian?.count == error.count)
        #expect(Set(known.map(\.upper)).count > 5)

        // Every decision has a reason; both compared phases have values.
        #expect(report.decisions.allSatisfy { !($0.explanation ?? "").isEmpty })
        #expect(!report.decisions.isEmpty)
        #expect(report.withoutOrchestration.seconds >= 30 && report.withOrchestration.seconds >= 30)
        if report.isClosedLoop {
            // The same load, once at the lower flavor and once orchestrated.
            #expect(report.withoutOrchestration.violating >= 8)
            #expect(report.withOrchestration.violating * 5 <= report.withoutOrchestration.violating)
            #expect(report.flavorChanges <= 4)
        }

        let html = try String(contentsOf: page, encoding: .utf8)
        #expect(html.contains("<svg") && html.hasPrefix("<!DOCTYPE html>"))
        let output = Self.text(log)
        #expect(output.contains("Forecast error at") && output.contains("without orchestration"))
        #expect(output.contains(report.accuracy.beatsLastValue ? "beat the last value" : "do NOT beat the last value"))
        Self.say(output.components(separatedBy: "Taking everything away").last ?? "")
    }

    @Test(.timeLimit(.minutes(2)), arguments: [SIGINT, SIGTERM])
    func aSignalEndsTheDemoAndLeavesNothing(signal: Int32) async throws {
        let log = Self.temporaryFile("log-\(signal)")
        defer { try? FileManager.default.removeItem(at: log) }
        let process = try Self.start(log: log)
        let isLoaded = try await Self.wait(log, seconds: 40) {
            !process.isRunning || Self.text(log).contains("Profiling")
        }
        try #require(isLoaded && process.isRunning, "the demo said:\n\(Self.text(log))")
        try await Task.sleep(for: .seconds(2))
        #expect(try !Self.leftovers(of: process.processIdentifier).isEmpty)

        kill(process.processIdentifier, signal)
        let ended = try await Self.wait(log, seconds: 20) { !process.isRunning }
        #expect(ended, "the demo said:\n\(Self.text(log))")
        #expect(process.terminationStatus == 130)
        #expect(try Self.leftovers(of: process.processIdentifier) == [])
    }

    @Test(.timeLimit(.minutes(2))) func theNextDemoRemovesWhatAKilledOneLeft() async throws {
        let log = Self.temporaryFile("log-kill")
        defer { try? FileManager.default.removeItem(at: log) }
        let mark = UUID().uuidString
        let killed = try Self.start(log: log, mark: mark)
        let isLoaded = try await Self.wait(log, seconds: 40) {
            !killed.isRunning || Self.text(log).contains("Profiling")
        }
        try #require(isLoaded && killed.isRunning, "the demo said:\n\(Self.text(log))")
        try await Task.sleep(for: .seconds(1))
        kill(killed.processIdentifier, SIGKILL)
        killed.waitUntilExit()
        #expect(try !Self.leftovers(of: killed.processIdentifier, mark: mark).isEmpty)

        let next = try Self.start(log: log)
        _ = try await Self.wait(log, seconds: 40) { !next.isRunning || Self.text(log).contains("Setting up") }
        let isRemoved = try await Self.wait(log, seconds: 10) {
            (try? Self.leftovers(of: killed.processIdentifier, mark: mark).isEmpty) ?? false
        }
        #expect(isRemoved)
        next.interrupt()
        let ended = try await Self.wait(log, seconds: 20) { !next.isRunning }
        #expect(ended)
        #expect(try Self.leftovers(of: next.processIdentifier) == [])
    }
}
