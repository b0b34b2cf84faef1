import Foundation

/// Where the programs are that the demo starts.
public struct DemoPrograms: Sendable {
    /// The coordinator's own executable.
    public var coordinator: String
    /// The edge agent.
    public var agent: String
    /// Debian's Redis.
    public var redis: String

    /// Finds the agent beside the coordinator, and the others in `PATH`.
    ///
    /// - Parameter coordinator: The running executable.
    /// - Throws: ``DemoError/missing(what:remedy:)`` naming what is not there.
    public init(coordinator: String) throws(DemoError) {
        self.coordinator = coordinator
        agent = (coordinator as NSString).deletingLastPathComponent + "/edge-agent"
        guard FileManager.default.isExecutableFile(atPath: agent) else {
            throw .missing(what: agent, remedy: "build the product edge-agent (make build)")
        }
        guard let redis = Self.find("redis-server") else {
            throw .missing(what: "redis-server", remedy: "install Debian's package redis-server (make setup)")
        }
        self.redis = redis
    }

    /// The first program of that name in `PATH` or where Debian puts the system's.
    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
