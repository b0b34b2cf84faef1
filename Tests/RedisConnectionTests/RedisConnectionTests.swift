import Foundation
import RedisConnection
import Synchronization
import Testing

/// A server that says what a test wants it to say: everything that it gets is answered with the same bytes.
///
/// It listens until the tests end.
private final class FixedServer: Sendable {
    let port: Int

    init(answer: String) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = bind(listener, generic, length)
                _ = getsockname(listener, generic, &length)
            }
        }
        listen(listener, 4)
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while read(connection, &buffer, buffer.count) > 0 {
                    _ = send(connection, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
                }
                close(connection)
            }
        }
    }
}

@Suite struct RedisConnectionTests {
    private static func connection(
        to server: FixedServer,
        breaker: RedisBreaker = RedisBreaker()
    ) throws -> RedisConnection {
        try RedisConnection(host: "127.0.0.1", port: server.port, timeout: .milliseconds(300), breaker: breaker)
    }

    @Test func readsAValueAndItsAbsence() throws {
        let value = try FixedServer(answer: "$5\r\nhe\0lo\r\n")
        #expect(try Self.connection(to: value).get("key") == Array("he\0lo".utf8))
        let absence = try FixedServer(answer: "$-1\r\n")
        #expect(try Self.connection(to: absence).get("key") == nil)
    }

    @Test func writesAValue() throws {
        let server = try FixedServer(answer: "+OK\r\n")
        try Self.connection(to: server).set("key", to: [])
    }

    @Test func tellsWhatTheServerRefused() throws {
        let server = try FixedServer(answer: "-ERR no room\r\n")
        #expect(throws: RedisError.refused(command: "SET", message: "ERR no room")) {
            try Self.connection(to: server).set("key", to: [1])
        }
    }

    @Test(arguments: [":1\r\n", "*2\r\n:1\r\n$1\r\na\r\n", "+PONG\r\n"])
    func tellsWhatItDidNotExpect(answer: String) throws {
        let server = try FixedServer(answer: answer)
        #expect(throws: RedisError.self) { try Self.connection(to: server).get("key") }
    }

    @Test(arguments: ["garbage\r\n", "$999999999999999999999\r\n", "*-7\r\n", "\0\0\0\0"])
    func garbageIsAnErrorAndNoTrap(answer: String) throws {
        let server = try FixedServer(answer: answer)
        #expect(throws: RedisError.self) { try Self.connection(to: server).get("key") }
    }

    @Test func silenceIsAnErrorAfterTheTimeout() throws {
        let server = try FixedServer(answer: "")
        let elapsed = try ContinuousClock().measure {
            let error = try #require(throws: RedisError.self) { try Self.connection(to: server).ping() }
            guard case .disconnected(_, "PING", "no answer in time") = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(elapsed < .seconds(2))
    }

    @Test func nobodyListeningIsAnErrorWithTheReason() {
        #expect(throws: RedisError.unreachable(address: "127.0.0.1:1", reason: "Connection refused")) {
            _ = try RedisConnection(host: "127.0.0.1", port: 1)
        }
    }

    @Test func aCutEndsTheCommandUnderWay() throws {
        let server = try FixedServer(answer: "")
        let breaker = RedisBreaker()
        let elapsed = try ContinuousClock().measure {
            let redis = try RedisConnection(
                host: "127.0.0.1",
                port: server.port,
                timeout: .seconds(20),
                breaker: breaker
            )
            Thread.detachNewThread {
                usleep(100_000)
                breaker.cut()
            }
            #expect(throws: RedisError.self) { try redis.ping() }
        }
        #expect(elapsed < .seconds(2))
        #expect(breaker.isCut)
    }
}
