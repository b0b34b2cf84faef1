internal import Glibc

/// One client.
final class Connection {
    let descriptor: Int32
    var parser: RequestParser
    /// What the kernel has not yet taken of the answer.
    var pending: [UInt8] = []
    /// How much of ``pending`` is sent.
    var sent = 0
    /// When the connection was opened, the last request was answered, or the present one begun: its patience ends
    /// some time after.
    var since: Int64
    var isInRequest = false
    var closesAfterAnswer = false

    init(_ descriptor: Int32, limits: ServerLimits, at milliseconds: Int64) {
        self.descriptor = descriptor
        parser = RequestParser(limits)
        since = milliseconds
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    deinit {
        _ = close(descriptor)
    }

    var isAnswering: Bool { sent < pending.count }

    /// When the connection has been silent for too long.
    func deadline(_ limits: ServerLimits) -> Int64 {
        if isAnswering { return since + limits.answerMilliseconds }
        return since + (isInRequest ? limits.requestMilliseconds : limits.idleMilliseconds)
    }

    /// Reads what has arrived.
    ///
    /// - Returns: Whether the connection is still open.
    func receive(_ scratch: UnsafeMutableRawBufferPointer, at milliseconds: Int64) -> Bool {
        let length = recv(descriptor, scratch.baseAddress, scratch.count, 0)
        if length > 0 {
            if !isInRequest {
                isInRequest = true
                since = milliseconds
            }
            parser.append(UnsafeRawBufferPointer(rebasing: scratch[..<length]))
            return true
        }
        return length < 0 && (errno == EAGAIN || errno == EINTR)
    }

    /// Sends what is pending.
    ///
    /// - Returns: Whether the connection is still good.
    func flush() -> Bool {
        while isAnswering {
            let length = pending.withUnsafeBytes { send(descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
            if length > 0 {
                sent += length
            } else if length < 0, errno == EINTR {
                continue
            } else {
                return length < 0 && errno == EAGAIN
            }
        }
        pending.removeAll()
        sent = 0
        return true
    }

    /// Sends the parts of an answer, and keeps what the kernel does not take at once.
    ///
    /// - Returns: Whether the connection is still good.
    func answer(_ head: [UInt8], _ body: [UInt8]) -> Bool {
        var length = 0
        head.withUnsafeBytes { head in
            body.withUnsafeBytes { body in
                var parts = (
                    iovec(iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count),
                    iovec(iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
                )
                withUnsafeMutablePointer(to: &parts) { parts in
                    parts.withMemoryRebound(to: iovec.self, capacity: 2) { parts in
                        var message = msghdr()
                        message.msg_iov = parts
                        message.msg_iovlen = 2
                        repeat {
                            length = sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
                        } while length < 0 && errno == EINTR
                    }
                }
            }
        }
        if length < 0 {
            guard errno == EAGAIN else { return false }
            length = 0
        }
        guard length < head.count + body.count else { return true }
        pending = Array(head.dropFirst(length))
        pending.append(contentsOf: body.dropFirst(max(0, length - head.count)))
        sent = 0
        return true
    }

    private func send(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
        Glibc.send(descriptor, start, count, Int32(MSG_NOSIGNAL))
    }
}
