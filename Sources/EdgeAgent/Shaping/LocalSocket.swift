internal import Glibc

/// Sockets in the file system that carry whole messages (`SOCK_SEQPACKET` of `unix(7)`).
enum LocalSocket {
    /// Makes a socket, and the address of `path`; `nil` when the path is too long or there are no descriptors.
    private static func make(_ path: String) -> (descriptor: Int32, address: sockaddr_un)? {
        let bytes = Array(path.utf8)
        var address = sockaddr_un()
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0)
        return descriptor < 0 ? nil : (descriptor, address)
    }

    /// Waits for connections at `path`; `nil` when that cannot be, with the reason in `errno`.
    static func listen(at path: String) -> Int32? {
        guard let made = make(path) else { return nil }
        let descriptor = made.descriptor
        var address = made.address
        // What a process that was killed left behind.
        unlink(path)
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
        }
        // Who may connect is decided by user, for each connection.
        guard isBound, chmod(path, 0o666) == 0, Glibc.listen(descriptor, 16) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Connects to `path`; `nil` when nobody is there.
    static func connect(to path: String, waiting milliseconds: Int) -> Int32? {
        guard let made = make(path) else { return nil }
        let descriptor = made.descriptor
        var address = made.address
        setTimeouts(descriptor, milliseconds: milliseconds)
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, length) == 0 }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Lets neither side wait for the other for ever.
    static func setTimeouts(_ descriptor: Int32, milliseconds: Int) {
        var limit = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// One message; `nil` when none came in time.
    static func receive(from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: ShaperExchange.limit)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }
}
