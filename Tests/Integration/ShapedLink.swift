import Foundation
import Hashing
import Testing

/// Two network namespaces with a link between them; the near side has the shaper and the agent, each with no more rights
/// than its unit gives it.
final class ShapedLink {
    static let interface = "edge0"
    /// The state without a lease: 2 Mbit/s.
    static let safeRate = 2_000_000
    private static let key = "0123456789abcdef0123456789abcdef"

    /// Why links cannot be made here; `nil` when they can.
    static let obstacle: String? = {
        if geteuid() != 0 { return "namespaces of the network need root" }
        for program in ["/usr/sbin/ip", "/usr/sbin/tc", "/usr/bin/iperf3", "/usr/bin/setpriv", "/usr/bin/curl"]
        where !FileManager.default.isExecutableFile(atPath: program) {
            return "\(program) is missing"
        }
        return nil
    }()

    private let near = "edge-near-\(getpid())"
    private let far = "edge-far-\(getpid())"
    let folder: URL
    private(set) var agent: AgentProgram
    private(set) var shaper: Process
    private var nonce = 0

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "link-\(UUID().uuidString)")
        let state = folder.appending(path: "state")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        // The agent, which is nobody, has to reach the socket.
        chmod(folder.path, 0o755)
        let keyFile = folder.appending(path: "key").path
        try Data((Self.key + "\n").utf8).write(to: URL(filePath: keyFile))
        chmod(keyFile, 0o600)
        try Self.makeLink(near, far)
        shaper = try Self.startShaper(near, folder)
        agent = try Self.startAgent(near, folder, user: 65_534)
    }

    deinit {
        for process in [shaper, agent.process] where process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        for namespace in [near, far] { _ = try? runToEnd(["/usr/sbin/ip", "netns", "del", namespace]) }
        try? FileManager.default.removeItem(at: folder)
    }

    private static func makeLink(_ near: String, _ far: String) throws {
        let commands = [
            "netns add \(near)", "netns add \(far)",
            "-n \(near) link add \(interface) type veth peer name edge1 netns \(far)",
            "-n \(near) addr add 10.203.0.1/24 dev \(interface)", "-n \(far) addr add 10.203.0.2/24 dev edge1",
            "-n \(near) link set \(interface) up", "-n \(far) link set edge1 up", "-n \(near) link set lo up",
        ]
        for command in commands {
            let result = try runToEnd(["/usr/sbin/ip"] + command.split(separator: " ").map(String.init))
            try #require(result.status == 0, "ip \(command): \(result.output)")
        }
    }

    // MARK: Programs

    private static func flags(_ folder: URL) -> [String] {
        [
            "--shaping.socket=\(folder.path)/socket", "--shaping.key-file=\(folder.path)/key",
            "--shaping.allow-user=65534", "--shaping.state-directory=\(folder.path)/state",
            "--shaping.interface=\(interface),rate=\(safeRate),burst=20000,latency=400",
        ]
    }

    private static func within(_ namespace: String) -> [String] { ["/usr/sbin/ip", "netns", "exec", namespace] }

    private static func unprivileged(_ user: Int) -> [String] {
        [
            "/usr/bin/setpriv", "--reuid=\(user)", "--regid=65534", "--clear-groups", "--no-new-privs",
            "--inh-caps=-all", "--bounding-set=-all",
        ]
    }

    private static func startShaper(_ namespace: String, _ folder: URL) throws -> Process {
        let process = Process()
        let rights = ["/usr/bin/setpriv", "--bounding-set=-all,+net_admin", "--no-new-privs"]
        let command = within(namespace) + rights + [AgentProgram.agent, "shaper"] + flags(folder)
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        let log = folder.appending(path: "shaper.log")
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func startAgent(_ namespace: String, _ folder: URL, user: Int) throws -> AgentProgram {
        try AgentProgram(
            AgentProgram.agent,
            ["--shaping.socket=\(folder.path)/socket", "--no-window"],
            through: within(namespace) + unprivileged(user)
        )
    }

    /// What the shaper said.
    var log: String {
        (try? String(contentsOf: folder.appending(path: "shaper.log"), encoding: .utf8)) ?? ""
    }

    func restartShaper() throws { shaper = try Self.startShaper(near, folder) }

    func restartAgent() throws { agent = try Self.startAgent(near, folder, user: 65_534) }

    /// An agent of a user whom the shaper does not know.
    func startStranger() throws -> AgentProgram { try Self.startAgent(near, folder, user: 65_533) }

    /// Runs what the unit runs after the shaper has stopped.
    func runStopPost() throws {
        let command = [AgentProgram.agent, "shaper"] + Self.flags(folder) + ["--shaping.restore-only"]
        let result = try runToEnd(Self.within(near) + command)
        #expect(result.status == 0, "\(result.output)")
    }

    /// The guard beside the shaper; `nil` when there is none.
    var guardIdentifier: pid_t? {
        let children = "/proc/\(shaper.processIdentifier)/task/\(shaper.processIdentifier)/children"
        let text = (try? String(contentsOfFile: children, encoding: .utf8)) ?? ""
        return text.split(separator: " ").first.flatMap { pid_t($0) }
    }

    // MARK: Requests

    /// A request and the proof of its sender.
    struct Order {
        var method = "PUT"
        var path = "/v1/shaping/\(ShapedLink.interface)"
        var time = Int(Date().timeIntervalSince1970)
        var nonce: String
        var body: String
        var key = ShapedLink.key

        var signature: String {
            Hexadecimal.text(
                of: HMACSHA256.code(for: Array("\(method)\n\(path)\n\(time)\n\(nonce)\n\(body)".utf8), key: key.utf8)
            )
        }
    }

    func order(rate: Int, lease: Int, fencing: Int) -> Order {
        nonce += 1
        let fields = [
            "\"rate_bits_per_second\":\(rate)", "\"burst_bytes\":20000", "\"latency_milliseconds\":400",
            "\"lease_seconds\":\(lease)", "\"fencing\":\(fencing)",
        ]
        return Order(nonce: "nonce-of-the-test-\(nonce)", body: "{\(fields.joined(separator: ","))}")
    }

    func send(_ order: Order, through other: AgentProgram? = nil) throws -> (status: Int, body: String) {
        let program = other ?? agent
        let headers = [
            "X-Edge-Time: \(order.time)", "X-Edge-Nonce: \(order.nonce)", "X-Edge-Signature: \(order.signature)",
        ]
        return try curl(
            ["-X", order.method, "--data-binary", order.body] + headers.flatMap { ["-H", $0] },
            "http://127.0.0.1:\(program.port)\(order.path)"
        )
    }

    func get(_ path: String, of other: AgentProgram? = nil) throws -> (status: Int, body: String) {
        try curl([], "http://127.0.0.1:\((other ?? agent).port)\(path)")
    }

    private func curl(_ arguments: [String], _ url: String) throws -> (status: Int, body: String) {
        let base = ["/usr/bin/curl", "-s", "-g", "-m", "10", "-w", "\n%{http_code}"]
        let result = try runToEnd(Self.within(near) + base + arguments + [url])
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    /// Waits until agent and shaper answer.
    func waitUntilReady() async throws {
        let isReady = try await waited(30) {
            try get("/v1/shaping/\(Self.interface)").status == 200
        }
        try #require(isReady, "\(log)\(agent.log)")
    }

    /// What the shaper has counted of `event`.
    func count(_ event: String) throws -> Int {
        let page = try get("/metrics?name[]=edge_shaping_events_total").body
        let line = page.split(separator: "\n").first { $0.hasPrefix("edge_shaping_events_total{event=\"\(event)\"}") }
        return Int(line?.split(separator: " ").last ?? "") ?? -1
    }

    // MARK: What the kernel says

    /// The rate in force in bits a second; `nil` when nothing is.
    func rateInForce() throws -> Int? {
        let show = ["/usr/sbin/tc", "-j", "qdisc", "show", "dev", Self.interface, "root"]
        let text = try runToEnd(Self.within(near) + show).output
        guard text.contains("\"tbf\""), let range = text.firstRange(of: "\"rate\":") else { return nil }
        return Int(text[range.upperBound...].prefix { $0.isNumber }).map { $0 * 8 }
    }

    func setRateByHand(_ rate: Int) throws {
        let filter = ["tbf", "rate", "\(rate)bit", "burst", "20000b", "latency", "400ms"]
        let change = ["/usr/sbin/tc", "qdisc", "replace", "dev", Self.interface, "root"]
        _ = try runToEnd(Self.within(near) + change + filter)
    }

    /// Bytes that have left the near side.
    func bytesSent() throws -> Int {
        let table = try String(contentsOfFile: "/proc/\(agent.process.processIdentifier)/net/dev", encoding: .utf8)
        let line = try #require(table.split(separator: "\n").first { $0.contains("\(Self.interface):") })
        return Int(line.split(separator: " ")[9]) ?? 0
    }

    /// Starts to receive on the far side, for one sender.
    func startReceiver() throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/ip")
        process.arguments = ["netns", "exec", far, "/usr/bin/iperf3", "-s", "-1"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Starts to send for some time, once the receiver listens.
    func startSender(seconds: Int) throws -> (process: Process, output: Pipe) {
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/sbin/ip")
        process.arguments =
            ["netns", "exec", near, "/usr/bin/iperf3", "-c", "10.203.0.2", "-J", "-O", "1", "-t", "\(seconds)"]
        process.standardOutput = output
        try process.run()
        return (process, output)
    }

    /// What iperf3 measures at the receiver, in bits a second, without the first second.
    func measuredRate(seconds: Int) async throws -> Double {
        struct Report: Decodable {
            struct End: Decodable {
                struct Sum: Decodable {
                    enum CodingKeys: String, CodingKey { case rate = "bits_per_second" }
                    var rate: Double
                }
                enum CodingKeys: String, CodingKey { case received = "sum_received" }
                var received: Sum
            }
            var end: End
        }
        for _ in 0..<20 {
            let receiver = try startReceiver()
            defer {
                if receiver.isRunning { kill(receiver.processIdentifier, SIGKILL) }
                receiver.waitUntilExit()
            }
            let sender = try startSender(seconds: seconds)
            let data = sender.output.fileHandleForReading.readDataToEndOfFile()
            sender.process.waitUntilExit()
            // The receiver may not have listened yet.
            if let report = try? JSONDecoder().decode(Report.self, from: data) {
                return report.end.received.rate
            }
        }
        Issue.record("iperf3 measures nothing")
        return 0
    }
}
