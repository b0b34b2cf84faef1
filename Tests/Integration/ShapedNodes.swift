import Foundation
import Testing

/// Three network namespaces, each with the real agent and its shaper, linked to ours.
final class ShapedNodes {
    static let count = 3
    static let safeRate = 2_000_000
    static let lowRate = 4_000_000
    static let highRate = 16_000_000
    private static let key = "0123456789abcdef0123456789abcdef"

    /// Why nodes cannot be made here; `nil` when they can.
    static let obstacle: String? = {
        if geteuid() != 0 { return "namespaces of the network need root" }
        for program in ["/usr/sbin/ip", "/usr/sbin/tc"] where !FileManager.default.isExecutableFile(atPath: program) {
            return "\(program) is missing"
        }
        return nil
    }()

    let folder: URL
    private(set) var agents: [Process] = []
    private var shapers: [Process] = []
    private var names: [String] { (0..<Self.count).map { "sro\($0)-\(getpid())" } }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "nodes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data((Self.key + "\n").utf8).write(to: URL(filePath: keyFile))
        chmod(keyFile, 0o600)
        for index in 0..<Self.count { try makeNode(index) }
    }

    deinit {
        for process in agents + shapers where process.isRunning {
            kill(process.processIdentifier, SIGCONT)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        // A namespace takes its links with it only some time after it is gone.
        for index in names.indices { _ = try? Self.run("/usr/sbin/ip", "link del \(Self.near(index))") }
        for name in names { _ = try? Self.run("/usr/sbin/ip", "netns del \(name)") }
        try? FileManager.default.removeItem(at: folder)
    }

    var keyFile: String { folder.appending(path: "key").path }

    func url(_ index: Int) -> String { "http://10.214.\(index).2:9100" }

    /// Takes `tc` away from a node, or gives it back.
    func setTrafficControl(_ index: Int, isThere: Bool) throws {
        let link = folder.appending(path: "tc\(index)")
        try? FileManager.default.removeItem(at: link)
        if isThere {
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "/usr/sbin/tc")
        }
    }

    /// Freezes a node's agent, or lets it go on.
    func setFrozen(_ index: Int, _ isFrozen: Bool) {
        kill(agents[index].processIdentifier, isFrozen ? SIGSTOP : SIGCONT)
    }

    /// What the kernel of each node says, in bits a second; `nil` without a filter.
    func rates() throws -> [Int?] {
        struct Discipline: Decodable {
            struct Options: Decodable { var rate: Int? }
            var kind: String
            var options: Options?
        }
        return try names.map { name in
            let text = try Self.run("/usr/sbin/tc", "-n \(name) -j qdisc show dev edge0 root")
            return try JSONDecoder().decode([Discipline].self, from: Data(text.utf8)).first { $0.kind == "tbf" }
                .flatMap { $0.options?.rate }.map { $0 * 8 }
        }
    }

    /// Waits until all nodes have this rate.
    func wait(for rate: Int, within seconds: Double) async throws {
        let end = Date(timeIntervalSinceNow: seconds)
        while true {
            let found = try rates()
            if found == Array(repeating: rate, count: Self.count) { return }
            try #require(Date() < end, "after \(seconds) s the nodes have \(found), not \(rate)")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The host's end of a node's link.
    private static func near(_ index: Int) -> String { "sro\(index)n" }

    private func makeNode(_ index: Int) throws {
        let (name, near) = (names[index], Self.near(index))
        for command in [
            "netns add \(name)", "link add \(near) type veth peer name edge0 netns \(name)",
            "addr add 10.214.\(index).1/24 dev \(near)", "link set \(near) up",
            "-n \(name) addr add 10.214.\(index).2/24 dev edge0", "-n \(name) link set edge0 up",
            "-n \(name) link set lo up",
        ] {
            _ = try Self.run("/usr/sbin/ip", command)
        }
        try setTrafficControl(index, isThere: true)
        let state = folder.appending(path: "state\(index)")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        let socket = "--shaping.socket=\(folder.path)/socket\(index)"
        shapers.append(
            try start(
                index,
                [
                    "shaper", socket, "--shaping.key-file=\(keyFile)", "--shaping.allow-user=0",
                    "--shaping.state-directory=\(state.path)", "--shaping.tc=\(folder.path)/tc\(index)",
                    "--shaping.interface=edge0,rate=\(Self.safeRate),burst=20000,latency=400",
                ]
            )
        )
        agents.append(try start(index, [socket, "--no-window", "--web.listen-address=10.214.\(index).2:9100"]))
    }

    private func start(_ index: Int, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/ip")
        process.arguments = ["netns", "exec", names[index], try ServeProgram.program("edge-agent").path] + arguments
        let log = folder.appending(path: "node\(index)-\(arguments[0] == "shaper" ? "shaper" : "agent").log")
        try Data().write(to: log)
        process.standardError = try FileHandle(forWritingTo: log)
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    @discardableResult
    private static func run(_ program: String, _ arguments: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments.split(separator: " ").map(String.init)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) \(arguments)")
        return String(decoding: output, as: UTF8.self)
    }
}
