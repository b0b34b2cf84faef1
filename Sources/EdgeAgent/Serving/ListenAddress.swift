internal import Glibc

/// Why the agent cannot listen.
public struct ListenError: Error, Equatable {
    /// The address as it was given.
    public var address: String
    /// What was attempted.
    public var attempt: String
    /// What the system said.
    public var reason: String
}

/// Opens sockets that wait for connections.
enum ListenAddress {
    /// Opens a socket on `HOST:PORT`, `[IPv6]:PORT`, or `:PORT` for every address of the machine.
    ///
    /// - Throws: ``ListenError``.
    static func open(_ address: String) throws(ListenError) -> Int32 {
        let (host, port) = try split(address)
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        // For every address: IPv6, which takes IPv4 connections as well.
        if host.isEmpty { hints.ai_family = AF_INET6 }
        var list: UnsafeMutablePointer<addrinfo>?
        var code = getaddrinfo(host.isEmpty ? nil : host, port, &hints, &list)
        if code != 0 || (host.isEmpty && !hasVersion6()) {
            if let list { freeaddrinfo(list) }
            (list, hints.ai_family) = (nil, AF_UNSPEC)
            if host.isEmpty { hints.ai_family = AF_INET }
            code = getaddrinfo(host.isEmpty ? nil : host, port, &hints, &list)
        }
        guard code == 0, let list else {
            throw ListenError(address: address, attempt: "resolve", reason: String(cString: gai_strerror(code)))
        }
        defer { freeaddrinfo(list) }
        let descriptor = socket(
            list.pointee.ai_family,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue),
            0
        )
        guard descriptor >= 0 else { throw failure(address, "socket") }
        setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if list.pointee.ai_family == AF_INET6 { setOption(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        guard bind(descriptor, list.pointee.ai_addr, list.pointee.ai_addrlen) == 0 else {
            let error = failure(address, "bind")
            _ = close(descriptor)
            throw error
        }
        guard listen(descriptor, 512) == 0 else {
            let error = failure(address, "listen")
            _ = close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func split(_ address: String) throws(ListenError) -> (host: String, port: String) {
        guard let colon = address.lastIndex(of: ":") else {
            throw ListenError(address: address, attempt: "parse", reason: "it is not HOST:PORT")
        }
        var host = address[..<colon]
        let port = address[address.index(after: colon)...]
        guard UInt16(port) != nil else {
            throw ListenError(address: address, attempt: "parse", reason: "the port is not a number below 65536")
        }
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        return (String(host), String(port))
    }

    private static func hasVersion6() -> Bool {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        _ = close(descriptor)
        return true
    }

    private static func failure(_ address: String, _ attempt: String) -> ListenError {
        ListenError(address: address, attempt: attempt, reason: String(cString: strerror(errno)))
    }
}

/// Sets an integer option of a socket; one that the kernel does not know changes nothing that matters here.
func setOption(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    _ = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
}
