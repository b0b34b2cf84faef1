import Glibc

/// TCP ports of the loopback address that nobody listens on.
enum FreePort {
    /// Asks the system for so many ports at once, so that they differ.
    static func find(_ count: Int) -> [Int] {
        let sockets = (0..<count).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        defer {
            for descriptor in sockets {
                close(descriptor)
            }
        }
        return sockets.map { descriptor in
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
}
