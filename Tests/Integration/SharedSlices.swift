import Foundation
import TestSupport
import Testing

/// Three coordinators that share slices on a Kafka broker, with samples for each second and a server that takes orders.
final class SharedSlices {
    /// An order that the server has taken.
    struct Order: Decodable {
        var at: Double
        var slice: String
        var flavor: String
        var fencing: UInt64
    }

    /// A forecast as it was published.
    struct Forecast: Decodable {
        var at: Double
        var slice: String
        var second: Int64
    }

    struct Group: Decodable {
        struct Slice: Decodable { var id: String, owner: String? }
        struct Member: Decodable { var name: String }
        var members: [Member]
        var slices: [Slice]
    }

    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let peers = package.appending(path: ".venv-peers")

    /// Why sharing cannot be tested here; `nil` when it can.
    static var obstacle: String? {
        for name in ["bin/tansu", "bin/python3", "lib/librdkafka.so.1"]
        where !FileManager.default.fileExists(atPath: peers.appending(path: name).path) {
            return ".venv-peers/\(name) is not there; run scripts/peers/install.sh"
        }
        return nil
    }

    let slices = (0..<12).map { "slice-\($0)" }
    let programs: [ServeProgram]
    private let folder: URL
    private let brokers: String
    private let orderPort: Int
    private var started: [Process] = []

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "shared-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        brokers = "127.0.0.1:\(try FreePort.take())"
        orderPort = try FreePort.take()
        programs = try (0..<3).map { _ in try ServeProgram() }
        // Debian 12's librdkafka cannot talk to the broker; see scripts/peers/install.sh.
        for program in programs {
            program.environment = ["LD_LIBRARY_PATH": Self.peers.appending(path: "lib").path]
        }
    }

    deinit {
        for process in started where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Starts everything; returns when each slice has an owner.
    func start() async throws {
        let port = try #require(brokers.split(separator: ":").last)
        try start(Self.package.appending(path: "scripts/peers/kafka.sh"), [String(port)])
        for (index, program) in programs.enumerated() { _ = try program.launch(try configuration(index, program)) }
        let script = Self.package.appending(path: "Tests/Integration/Fixtures/group_peers.py").path
        let python = Self.peers.appending(path: "bin/python3")
        try start(python, [script, brokers, "\(orderPort)", folder.path] + slices)
        try await wait("each slice to have an owner") {
            let owners = try await owners()
            return slices.allSatisfy { owners[$0] != nil }
        }
    }

    private func start(_ program: URL, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        started.append(process)
    }

    /// The broker deals partitions anew 3 s after a session's end; with 6 s, a busy machine is at the bound of 10 s.
    private func configuration(_ index: Int, _ program: ServeProgram) throws -> String {
        let slices = slices.map { id in "  - \(definition(of: id))" }.joined(separator: "\n")
        return try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            kafka:
              brokers: \(brokers)
              group: shared
              samples: [samples]
              publish: {records: forecasts}
              share: {name: "\(index)", url: "http://127.0.0.1:\(program.port)", topics: shared, session: 5}
            slices:
            \(slices)
            """,
            to: "coordinator.yaml"
        )
    }

    /// A slice, in YAML and JSON alike.
    func definition(of id: String) -> String {
        """
        {"id": "\(id)", "kpi": {"name": "kpi"}, "sla": {"upper": 60}, \
        "stream": {"instances": ["\(id)"], "metrics": ["load", "clock"], "kpiMetric": "kpi"}, \
        "horizons": [1, 2], "window": 10, "inputs": 2, "flavors": [{"id": "low"}, {"id": "high"}], \
        "actuator": {"kind": "webhook", "apply": "http://127.0.0.1:\(orderPort)/", \
        "verify": "http://127.0.0.1:\(orderPort)/\(id)"}, \
        "policy": {"settle": 0, "horizon": 2, "upgradeSeconds": 1, "downgradeSeconds": 3, "cooldownUp": 1, \
        "cooldownDown": 1, "minimumDwell": 1, "changesPerHour": 1000}}
        """
    }

    // MARK: What there is to see

    /// What the coordinators that are there say of who has which slice; the last one to answer counts.
    func owners() async throws -> [String: Int] {
        for program in programs where program.coordinator?.isRunning == true {
            guard let answer = try? await program.get("/api/v1/group"), answer.status == 200 else { continue }
            let slices = try answer.decoded(Group.self).slices
            return Dictionary(
                uniqueKeysWithValues: slices.compactMap { slice in slice.owner.flatMap(Int.init).map { (slice.id, $0) }
                }
            )
        }
        return [:]
    }

    /// The coordinator that has a slice.
    func owner(of slice: String) async throws -> ServeProgram {
        programs[try #require(try await owners()[slice], "nobody has \(slice)")]
    }

    var orders: [Order] { lines("orders") }
    var forecasts: [Forecast] { lines("forecasts") }

    private func lines<Line: Decodable>(_ name: String) -> [Line] {
        let text = (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
        // The last line may be half written.
        return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    func wait(_ what: String, seconds: Double = 90, until isSo: () async throws -> Bool) async throws {
        let end = Date(timeIntervalSinceNow: seconds)
        while try await !isSo() {
            try #require(Date() < end, "waited \(seconds) s for \(what): \(programs.map(\.log))")
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}
