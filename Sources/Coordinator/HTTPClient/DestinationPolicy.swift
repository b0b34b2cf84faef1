import CCurl
import Glibc

/// Where a client may send requests.
///
/// URLs that come from outside, such as the one to call back after a job, are sent by a client whose policy names the hosts
/// that are meant. Addresses are checked after the name was resolved, right before connecting, so that a name which
/// suddenly stands for another address gains nothing.
public struct DestinationPolicy: Sendable, Equatable {
    /// The hosts that may be asked, as they stand in URLs, in lower case; `nil` for all.
    public var hosts: Set<String>?
    /// Whether addresses may be asked that only this machine or its link knows: loopback, link-local, unspecified, multicast
    /// and the clouds' metadata services.
    public var allowsLocalAddresses: Bool

    /// Sets both.
    public init(hosts: Set<String>?, allowsLocalAddresses: Bool) {
        self.hosts = hosts.map { Set($0.map { $0.lowercased() }) }
        self.allowsLocalAddresses = allowsLocalAddresses
    }

    /// For URLs of our own configuration: no limits.
    public static let anywhere = DestinationPolicy(hosts: nil, allowsLocalAddresses: true)

    /// Whether the policy lets a request go to the host of `url`; also `false` when there is none.
    func allowsHost(of url: String) -> Bool {
        guard let hosts else { return true }
        guard let parts = curl_url() else { return false }
        defer { curl_url_cleanup(parts) }
        var host: UnsafeMutablePointer<CChar>?
        guard curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK,
            curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK, let host
        else { return false }
        defer { curl_free(host) }
        return hosts.contains(String(cString: host).lowercased())
    }

    /// Whether the policy lets a connection go to a socket address of this family, which lies at `address`.
    func allows(family: Int32, _ address: UnsafeRawPointer) -> Bool {
        if allowsLocalAddresses { return true }
        switch family {
        case AF_INET:
            let bytes = address.loadUnaligned(as: sockaddr_in.self).sin_addr
            return !Self.isLocal(withUnsafeBytes(of: bytes) { Array($0) })
        case AF_INET6:
            let bytes = address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return !Self.isLocal(withUnsafeBytes(of: bytes) { Array($0) })
        default: return false
        }
    }

    /// Whether an address of 4 or 16 bytes is known on this machine or its link only.
    package static func isLocal(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 16 else {
            switch (bytes[0], bytes[1]) {
            case (0, _), (127, _), (169, 254), (224..., _): return true
            default: return bytes == [100, 100, 100, 200]
            }
        }
        // IPv4 within IPv6: mapped, compatible and translated (RFC 4291, section 2.5.5; RFC 6052). `::` and `::1` are in it.
        let embedded: [[UInt8]] = [
            Array(repeating: 0, count: 10) + [0xFF, 0xFF], Array(repeating: 0, count: 12),
            [0x00, 0x64, 0xFF, 0x9B] + Array(repeating: 0, count: 8),
        ]
        if embedded.contains(where: { bytes.starts(with: $0) }) { return isLocal(Array(bytes[12...])) }
        let isLinkLocal = bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
        let isMetadata = bytes == [0xFD, 0x00, 0x0E, 0xC2] + Array(repeating: 0, count: 10) + [0x02, 0x54]
        return isLinkLocal || bytes[0] == 0xFF || isMetadata
    }
}
