import CHiredis
import Glibc

/// One blocking connection to a Redis server.
///
/// Every command waits for its answer: use it from a thread of its own, never from Swift's shared pool. hiredis writes
/// with `write(2)`, so that thread (or the process) has to ignore or block `SIGPIPE`.
public struct RedisConnection: ~Copyable {
    /// The server's address, such as `127.0.0.1:6379`.
    public let address: String
    private let context: UnsafeMutablePointer<redisContext>
    private let breaker: RedisBreaker

    /// Connects.
    ///
    /// - Parameters:
    ///   - host: A name or an address.
    ///   - port: The TCP port.
    ///   - timeout: How long connecting may take, and how long a command may wait for its answer.
    ///   - breaker: Cuts the connection from another thread.
    /// - Throws: ``RedisError/unreachable(address:reason:)`` when no connection comes about in time.
    public init(
        host: String,
        port: Int,
        timeout: Duration = .seconds(5),
        breaker: RedisBreaker = RedisBreaker()
    ) throws(RedisError) {
        let address = "\(host):\(port)"
        let limit = timeval(timeout)
        guard let context = redisConnectWithTimeout(host, Int32(clamping: port), limit) else {
            throw .unreachable(address: address, reason: "no memory")
        }
        guard context.pointee.err == 0, redisSetTimeout(context, limit) == REDIS_OK else {
            let reason = message(of: context)
            redisFree(context)
            throw .unreachable(address: address, reason: reason)
        }
        breaker.watch(context.pointee.fd)
        self.address = address
        self.breaker = breaker
        self.context = context
    }

    deinit {
        breaker.forget()
        redisFree(context)
    }

    /// The value of `key`; `nil` when there is none.
    ///
    /// - Throws: ``RedisError``.
    public func get(_ key: String) throws(RedisError) -> [UInt8]? {
        switch try command("GET", [Array("GET".utf8), Array(key.utf8)]) {
        case .bytes(let bytes): bytes
        case .none: nil
        case let other: throw .unexpected(command: "GET", expected: "bytes", found: other.kind)
        }
    }

    /// Stores `value` under `key`.
    ///
    /// - Throws: ``RedisError``.
    public func set(_ key: String, to value: [UInt8]) throws(RedisError) {
        let reply = try command("SET", [Array("SET".utf8), Array(key.utf8), value])
        guard reply == .status("OK") else {
            throw .unexpected(command: "SET", expected: "status OK", found: reply.kind)
        }
    }

    /// Asks the server for a sign of life.
    ///
    /// - Throws: ``RedisError``.
    public func ping() throws(RedisError) {
        let reply = try command("PING", [Array("PING".utf8)])
        guard reply == .status("PONG") else {
            throw .unexpected(command: "PING", expected: "status PONG", found: reply.kind)
        }
    }

    private func command(_ name: String, _ arguments: [[UInt8]]) throws(RedisError) -> RedisReply {
        // hiredis wants one pointer for each argument, all valid at once: they lie in one buffer.
        let lengths = arguments.map(\.count)
        let answer = arguments.flatMap(\.self).withUnsafeBytes { buffer in
            var start = buffer.bindMemory(to: CChar.self).baseAddress
            var pointers: [UnsafePointer<CChar>?] = []
            for length in lengths {
                pointers.append(start)
                start = start?.advanced(by: length)
            }
            return redisCommandArgv(context, Int32(pointers.count), &pointers, lengths)
        }
        guard let answer else {
            throw .disconnected(address: address, command: name, reason: message(of: context))
        }
        // From here on the answer is ours, and freed when it has been copied.
        defer { freeReplyObject(answer) }
        let reply = RedisReply(answer.assumingMemoryBound(to: redisReply.self).pointee)
        if case .error(let message) = reply {
            throw .refused(command: name, message: message)
        }
        return reply
    }
}

/// The library's message; the system's own where the library points to `errno`.
private func message(of context: UnsafeMutablePointer<redisContext>) -> String {
    if context.pointee.err == REDIS_ERR_IO, errno == EAGAIN {
        return "no answer in time"
    }
    return withUnsafeBytes(of: context.pointee.errstr) { buffer in
        String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension timeval {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
