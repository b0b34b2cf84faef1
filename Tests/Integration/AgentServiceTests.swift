import Foundation
import Testing

/// The agent as a service: what systemd is told, and what the service may do.
@Suite(.serialized) struct AgentServiceTests {
    /// A socket such as systemd's, which services tell how they are doing.
    private final class NotifySocket {
        let path = FileManager.default.temporaryDirectory.appending(path: "notify-\(UUID().uuidString.prefix(8))").path
        private let descriptor: Int32

        init() throws {
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            try #require(descriptor >= 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8)
            try #require(bytes.count < 108, "\(path) is too long for a socket")
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let code = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                    bind(descriptor, target, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(code == 0, "not bound to \(path), error \(errno)")
        }

        deinit {
            close(descriptor)
            unlink(path)
        }

        /// Whether a message that begins with `start` comes within half a minute; what comes before it is dropped.
        func hears(_ start: String) async throws -> Bool {
            try await waited(30) {
                var bytes = [UInt8](repeating: 0, count: 4_096)
                while case let count = recv(descriptor, &bytes, bytes.count, 0), count > 0 {
                    if String(decoding: bytes.prefix(count), as: UTF8.self).hasPrefix(start) { return true }
                }
                return false
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func systemdHearsOfReadinessLifeReloadAndEnd() async throws {
        let systemd = try NotifySocket()
        let agent = try AgentProgram(
            AgentProgram.agent,
            ["--no-window"],
            environment: ["NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "400000"]
        )
        #expect(try await systemd.hears("READY=1"))
        #expect(try await systemd.hears("WATCHDOG=1"))
        #expect(try await systemd.hears("WATCHDOG=1"))
        kill(agent.process.processIdentifier, SIGHUP)
        #expect(try await systemd.hears("RELOADING=1\nMONOTONIC_USEC="))
        #expect(try await systemd.hears("READY=1"))
        kill(agent.process.processIdentifier, SIGTERM)
        #expect(try await systemd.hears("STOPPING=1"))
        agent.process.waitUntilExit()
        #expect(agent.process.terminationStatus == 0)
    }

    /// `systemd-analyze` ends with an error above the threshold, which it takes in tenths.
    @Test func theUnitIsExposedByTwoAtMost() throws {
        let unit = AgentProgram.file("pi-cluster/edge-agent/edge-agent.service")
        let judged = try runToEnd(["/usr/bin/systemd-analyze", "security", "--offline=yes", "--threshold=20", unit])
        #expect(judged.status == 0, "\(judged.output.suffix(200))")
        #expect(judged.output.contains("Overall exposure level"))
    }

    /// Files are opened when they are read first, so that a fresh agent's system calls show what a request costs.
    @Test(.timeLimit(.minutes(2)), arguments: ["collect[]=loadavg", "name[]=node_load1"])
    func onlyWhatIsAskedForIsRead(query: String) async throws {
        let trace = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: trace) }
        let agent = try AgentProgram(
            AgentProgram.agent,
            ["--no-window"],
            through: ["/usr/bin/strace", "-D", "-f", "-e", "trace=openat,open", "-o", trace.path]
        )
        try await agent.waitUntilReady("/healthz")
        let before = try String(contentsOf: trace, encoding: .utf8).utf8.count
        #expect(try await agent.get("/metrics?\(query)").text.contains("node_load1 "))
        _ = try await agent.get("/healthz")
        let asked = String(decoding: try Data(contentsOf: trace).dropFirst(before), as: UTF8.self)
        #expect(asked.contains("/proc/loadavg"))
        let others = asked.split(separator: "\n").filter { line in
            line.contains("\"/") && !line.contains("/proc/loadavg") && !line.contains("/proc/self/")
        }
        #expect(others.isEmpty)
        #expect(try await agent.get("/metrics").status == 200)
        #expect(try String(contentsOf: trace, encoding: .utf8).contains("/proc/meminfo"))
    }
}
