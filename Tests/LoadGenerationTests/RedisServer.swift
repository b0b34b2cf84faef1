import Foundation
import Glibc
import LoadGeneration

/// Debian's redis-server on a free loopback port, for as long as a test needs it.
struct RedisServer {
    let port: Int
    let process: ChildProcess

    static let isInstalled = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]
        .contains { FileManager.default.isExecutableFile(atPath: $0) }

    /// Starts a server, hands it to `body`, and stops it.
    static func run(_ body: (RedisServer) async throws -> Void) async throws {
        let port = freePort()
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

    private static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = bind(descriptor, generic, length)
                _ = getsockname(descriptor, generic, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
