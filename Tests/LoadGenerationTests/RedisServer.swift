import Foundation
import Glibc
import LoadGeneration
import TestSupport

/// Debian's redis-server on a free loopback port, for as long as a test needs it.
struct RedisServer {
    let port: Int
    let process: ChildProcess

    static let isInstalled = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]
        .contains { FileManager.default.isExecutableFile(atPath: $0) }

    /// Starts a server, hands it to `body`, and stops it.
    static func run(_ body: (RedisServer) async throws -> Void) async throws {
        let port = try FreePort.take()
        let process = try ChildProcess([
            "redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
        ])
        do {
            try await body(RedisServer(port: port, process: process))
        } catch {
            await process.stop()
            throw error
        }
        await process.stop()
    }

}
