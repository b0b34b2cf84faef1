internal import Glibc

/// Serves HTTP on one thread: each ``turn(waiting:watching:)`` waits for something to do, and does it.
///
/// There is no callback from elsewhere and nothing to lock; what is not a connection (a timer, a signal) is the loop's
/// business around it.
public final class HTTPServer {
    /// What the server counts about itself.
    public struct Counters: Sendable {
        /// Requests answered, whatever the status.
        public var requests: UInt64 = 0
        /// Requests refused before they reached a handler.
        public var refusals: UInt64 = 0
        /// Connections taken.
        public var connections: UInt64 = 0
        /// Connections closed to make room for newer ones.
        public var evictions: UInt64 = 0
        /// Connections closed because the client was too slow.
        public var timeouts: UInt64 = 0

        /// All zero.
        public init() {}
    }

    /// What the server has counted so far.
    public private(set) var counters = Counters()
    /// How many connections are open.
    public var connectionCount: Int { connections.count }
    private let listeners: [Int32]
    private let limits: ServerLimits
    private let handler: (HTTPRequest, inout HTTPResponse) -> Void
    private var connections: [Connection] = []
    private var polls: [pollfd] = []
    private var response = HTTPResponse()
    private var head: [UInt8] = []
    private var compressed: [UInt8] = []
    private var compressor: Compressor?
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)

    /// Opens the sockets.
    ///
    /// - Parameters:
    ///   - addresses: `HOST:PORT` or `:PORT` each.
    ///   - limits: How much a client may use.
    ///   - handler: Answers a request.
    /// - Throws: ``ListenError`` for the first address that cannot be had.
    public init(
        _ addresses: [String],
        limits: ServerLimits = ServerLimits(),
        handler: @escaping (HTTPRequest, inout HTTPResponse) -> Void
    ) throws(ListenError) {
        var opened: [Int32] = []
        do throws(ListenError) {
            for address in addresses { opened.append(try ListenAddress.open(address)) }
        } catch {
            for descriptor in opened { _ = Glibc.close(descriptor) }
            scratch.deallocate()
            throw error
        }
        listeners = opened
        self.limits = limits
        self.handler = handler
    }

    deinit {
        for descriptor in listeners { _ = Glibc.close(descriptor) }
        scratch.deallocate()
    }

    /// The ports that the sockets are bound to, in the order of their addresses: what port 0 became.
    public var ports: [UInt16] {
        listeners.map { descriptor in
            var address = sockaddr_in6()
            var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            let code = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
            // The port stands at the same place for both versions.
            return code == 0 ? UInt16(bigEndian: address.sin6_port) : 0
        }
    }

    /// Waits until there is something to do, for at most some time, and does it.
    ///
    /// - Parameters:
    ///   - milliseconds: The time to wait.
    ///   - watched: A descriptor, such as one for signals, whose readiness also ends the wait; -1 for none.
    /// - Returns: Whether `watched` is ready.
    public func turn(waiting milliseconds: Int64, watching watched: Int32 = -1) -> Bool {
        let before = monotonicMilliseconds()
        let patience = connections.reduce(before + milliseconds) { min($0, $1.deadline(limits)) }
        preparePolls(watched)
        let timeout = Int32(clamping: max(0, patience - before))
        let ready = poll(&polls, nfds_t(polls.count), timeout)
        let now = monotonicMilliseconds()
        if ready > 0 {
            for index in connections.indices {
                serve(connections[index], polls[index + 1 + listeners.count].revents, at: now)
            }
            for (index, listener) in listeners.enumerated() where polls[index + 1].revents != 0 {
                accept(from: listener, at: now)
            }
        }
        for connection in connections where connection.deadline(limits) <= now && !isClosed(connection) {
            if connection.isInRequest || connection.isAnswering { counters.timeouts += 1 }
            close(connection)
        }
        connections.removeAll { isClosed($0) }
        return ready > 0 && polls[0].revents != 0
    }

    private func preparePolls(_ watched: Int32) {
        polls.removeAll(keepingCapacity: true)
        polls.append(pollfd(fd: watched, events: Int16(POLLIN), revents: 0))
        for descriptor in listeners { polls.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)) }
        for connection in connections {
            let events = connection.isAnswering ? POLLOUT : POLLIN
            polls.append(pollfd(fd: connection.descriptor, events: Int16(events), revents: 0))
        }
    }
}

// MARK: - Connections

extension HTTPServer {
    private func accept(from listener: Int32, at now: Int64) {
        // Not more than a few at a time: answers come before newcomers.
        for _ in 0..<64 {
            let descriptor = Glibc.accept(listener, nil, nil)
            if descriptor < 0, errno == EMFILE || errno == ENFILE, !connections.isEmpty {
                evict()
                continue
            }
            guard descriptor >= 0 else { return }
            guard
                fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
            else {
                _ = Glibc.close(descriptor)
                continue
            }
            counters.connections += 1
            if connections.count >= limits.connections { evict() }
            connections.append(Connection(descriptor, limits: limits, at: now))
        }
    }

    /// Closes the connection that has done nothing for the longest; one that is being answered only when all are.
    private func evict() {
        let victim =
            connections.indices.filter { !connections[$0].isAnswering }.min {
                connections[$0].since < connections[$1].since
            }
            ?? connections.indices.min { connections[$0].since < connections[$1].since }
        guard let victim else { return }
        counters.evictions += 1
        connections.remove(at: victim)
    }

    private func serve(_ connection: Connection, _ events: Int16, at now: Int64) {
        guard events != 0 else { return }
        if events & Int16(POLLOUT) != 0 {
            guard connection.flush() else { return close(connection) }
            if !connection.isAnswering { finishAnswer(connection, at: now) }
        } else if events & Int16(POLLIN) != 0 {
            guard connection.receive(scratch, at: now) else { return close(connection) }
        } else {
            return close(connection)
        }
        while !connection.isAnswering, !isClosed(connection), respondToNext(connection, at: now) {}
    }

    /// Answers the next request that is complete.
    ///
    /// - Returns: Whether there was one.
    private func respondToNext(_ connection: Connection, at now: Int64) -> Bool {
        switch connection.parser.next() {
        case .wait:
            connection.isInRequest = connection.parser.isWithinRequest
            return false
        case .refuse(let status, let reason):
            counters.refusals += 1
            response.answer(status, reason)
            connection.closesAfterAnswer = true
            send(response.body, to: connection, isCompressed: false, omitsBody: false, at: now)
            return false
        case .request(let request):
            counters.requests += 1
            response.reset()
            handler(request, &response)
            connection.closesAfterAnswer = !request.keepsAlive
            let isCompressed = response.mayCompress && accepts(gzip: request) && compress()
            send(
                isCompressed ? compressed : response.body,
                to: connection,
                isCompressed: isCompressed,
                omitsBody: request.method == "HEAD",
                at: now
            )
            return !isClosed(connection)
        }
    }

    private func send(
        _ body: [UInt8],
        to connection: Connection,
        isCompressed: Bool,
        omitsBody: Bool,
        at now: Int64
    ) {
        writeHead(length: body.count, isCompressed: isCompressed, closes: connection.closesAfterAnswer)
        connection.since = now
        connection.isInRequest = false
        guard connection.answer(head, omitsBody ? [] : body) else { return close(connection) }
        if !connection.isAnswering { finishAnswer(connection, at: now) }
    }

    private func finishAnswer(_ connection: Connection, at now: Int64) {
        connection.since = now
        if connection.closesAfterAnswer { close(connection) }
    }

    private func writeHead(length: Int, isCompressed: Bool, closes: Bool) {
        head.removeAll(keepingCapacity: true)
        head.append(contentsOf: "HTTP/1.1 \(response.status) \(HTTPResponse.reason(response.status))\r\n".utf8)
        head.append(contentsOf: "Content-Type: \(response.contentType)\r\nContent-Length: \(length)\r\n".utf8)
        if isCompressed { head.append(contentsOf: "Content-Encoding: gzip\r\n".utf8) }
        if response.mayCompress { head.append(contentsOf: "Vary: Accept-Encoding\r\n".utf8) }
        if closes { head.append(contentsOf: "Connection: close\r\n".utf8) }
        head.append(contentsOf: response.extraHeaders.utf8)
        head.append(contentsOf: "\r\n".utf8)
    }

    private func accepts(gzip request: HTTPRequest) -> Bool {
        guard let accepted = request.header("accept-encoding") else { return false }
        return accepted.lowercased().split(separator: ",").contains { choice in
            let parts = choice.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            return parts.first == "gzip"
                && !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
        }
    }

    private func compress() -> Bool {
        // Memory is taken by the first client that asks.
        if compressor == nil { compressor = Compressor() }
        return compressor?.compress(response.body, into: &compressed) ?? false
    }

    /// A closed connection is taken out at the end of the turn; until then it is marked by a patience that has ended.
    private func close(_ connection: Connection) {
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
        connection.since = .min / 2
        connection.closesAfterAnswer = true
    }

    private func isClosed(_ connection: Connection) -> Bool {
        connection.since == .min / 2
    }
}

/// The time of a clock that nobody sets, in milliseconds.
func monotonicMilliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
}
