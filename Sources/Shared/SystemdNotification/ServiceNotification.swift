internal import Glibc

/// Tells systemd how the service is doing.
///
/// Source: `sd_notify(3)`, whose protocol is a datagram to the socket named by the environment.
public struct ServiceNotification: Sendable {
    private let address: [UInt8]
    /// Milliseconds within which a sign of life is due, half of what systemd waits; `nil` without a watchdog.
    public let watchdogMilliseconds: Int64?

    /// Reads the environment.
    public init() {
        address = getenv("NOTIFY_SOCKET").map { Array(String(cString: $0).utf8) } ?? []
        let microseconds = getenv("WATCHDOG_USEC").flatMap { Int64(String(cString: $0)) }
        let isForUs = getenv("WATCHDOG_PID").map { String(cString: $0) == "\(getpid())" } ?? true
        watchdogMilliseconds = isForUs ? microseconds.map { max(1, $0 / 2_000) } : nil
    }

    /// Sends `state`, such as `READY=1`.
    ///
    /// Without systemd nothing happens; nobody can be told about a failure.
    public func send(_ state: String) {
        guard !address.isEmpty, address.count < 108 else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var socketAddress = sockaddr_un()
        socketAddress.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &socketAddress.sun_path) { path in
            path.copyBytes(from: address)
            // An abstract socket, whose name begins with a zero byte, is written with `@`.
            if address.first == UInt8(ascii: "@") { path[0] = 0 }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
        let text = Array(state.utf8)
        withUnsafePointer(to: &socketAddress) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                _ = sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), target, length)
            }
        }
    }
}
