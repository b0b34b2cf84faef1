import CCurl
import Glibc

/// Where a client may send requests.
///
/// URLs that come from outside, such as the one to call back after a job, are sent by a client whose policy names the hosts
/// that are meant. Addresses are checked after the name was resolved, right before connecting, so that a name which
/// suddenly stands for another address gains nothing. Redirects are never followed.
public struct DestinationPolicy: Sendable, Equatable {
    /// The hosts that may be asked, as they stand in URLs, in lower case; `nil` for all.
    public var hosts: Set<String>?
    /// Whether addresses may be asked that only this machine or its link knows: loopback, link-local, unspecified, multicast
    /// and the clouds' metadata services.
    ///
    /// With ``hosts``, those of the link and metadata services must be named themselves all the same.
    public var allowsLocalAddresses: Bool

    /// Sets both.
    public init(hosts: Set<String>?, allowsLocalAddresses: Bool) {
        self.hosts = hosts.map { Set($0.map { $0.lowercased() }) }
        self.allowsLocalAddresses = allowsLocalAddresses
    }

    /// For URLs of our own configuration: no limits.
    public static let anywhere = DestinationPolicy(hosts: nil, allowsLocalAddresses: true)

    /// Whether the policy lets a request go to the host of `url`, as far as that can be told without resolving its name; also
    /// `false` when there is none.
    public func allowsHost(of url: String) -> Bool {
        guard limitsAddresses else { return true }
        guard let parts = curl_url() else { return false }
        defer { curl_url_cleanup(parts) }
        var host: UnsafeMutablePointer<CChar>?
        guard curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK,
            curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK, let host
        else { return false }
        defer { curl_free(host) }
        let name = String(cString: host).lowercased()
        if let hosts, !hosts.contains(name) { return false }
        return Self.bytes(of: name).map(allows) ?? true
    }

    /// Whether connections have to be looked at before they are made.
    var limitsAddresses: Bool { hosts != nil || !allowsLocalAddresses }

    /// Whether the policy lets a connection go to a socket address of this family, which lies at `address`.
    func allows(family: Int32, _ address: UnsafeRawPointer) -> Bool {
        switch family {
        case AF_INET:
            let bytes = address.loadUnaligned(as: sockaddr_in.self).sin_addr
            return allows(withUnsafeBytes(of: bytes) { Array($0) })
        case AF_INET6:
            let bytes = address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return allows(withUnsafeBytes(of: bytes) { Array($0) })
        default: return !limitsAddresses
        }
    }

    /// Whether the policy lets a connection go to an address of 4 or 16 bytes.
    package func allows(_ bytes: [UInt8]) -> Bool {
        guard limitsAddresses else { return true }
        guard allowsLocalAddresses else { return !Self.isLocal(bytes) }
        // A name that is meant may stand for this machine, but for its link or a metadata service only when the address
        // itself is named: whoever answers for the name is not asked.
        guard let hosts, Self.isOfLink(bytes) else { return true }
        let text = Self.text(bytes)
        return hosts.contains(text) || hosts.contains("[\(text)]")
    }

    /// Whether an address of 4 or 16 bytes is known on this machine or its link only.
    package static func isLocal(_ bytes: [UInt8]) -> Bool {
        if let inner = embedded(in: bytes) { return isLocal(inner) }
        if isOfLink(bytes) { return true }
        guard bytes.count == 16 else { return bytes[0] == 0 || bytes[0] == 127 || bytes[0] >= 224 }
        return bytes[0] == 0xFF || bytes.dropLast().allSatisfy { $0 == 0 }
    }

    /// Whether an address is one of the link, or of a cloud's metadata service.
    private static func isOfLink(_ bytes: [UInt8]) -> Bool {
        if let inner = embedded(in: bytes) { return isOfLink(inner) }
        guard bytes.count == 16 else {
            // Those of Alibaba, Azure and Oracle are no addresses of the link.
            let services: [[UInt8]] = [[100, 100, 100, 200], [168, 63, 129, 16], [192, 0, 0, 192]]
            return bytes[0] == 169 && bytes[1] == 254 || services.contains(bytes)
        }
        // Of the link, and of the site as it was before RFC 3879.
        if bytes[0] == 0xFE, bytes[1] >= 0x80 { return true }
        let zeros = [UInt8](repeating: 0, count: 8)
        let services: [[UInt8]] = [
            [0xFD, 0x00, 0x0E, 0xC2] + zeros + [0, 0, 0x02, 0x54],
            [0xFD, 0x20, 0x00, 0xCE] + zeros + [0, 0, 0x02, 0x54],
        ]
        return services.contains(bytes)
    }

    /// The IPv4 address that an IPv6 address stands for; `nil` when it stands for none.
    private static func embedded(in bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count == 16 else { return nil }
        let zeros = [UInt8](repeating: 0, count: 12)
        // Mapped, translated (RFC 2765 and RFC 6052) and compatible; `::` and `::1` are addresses of their own.
        let ends: [[UInt8]] = [
            zeros.prefix(10) + [0xFF, 0xFF], zeros.prefix(8) + [0xFF, 0xFF, 0, 0],
            [0x00, 0x64, 0xFF, 0x9B] + zeros.prefix(8), zeros,
        ]
        if ends.contains(where: { bytes.starts(with: $0) }), bytes.prefix(15).contains(where: { $0 != 0 }) {
            return Array(bytes[12...])
        }
        // 6to4 (RFC 3056); Teredo (RFC 4380), which writes the address of the one behind it with every bit turned over; and
        // local translation (RFC 8215), with a prefix of 48 bits as of RFC 6052.
        if bytes.starts(with: [0x20, 0x02]) { return Array(bytes[2..<6]) }
        if bytes.starts(with: [0x20, 0x01, 0, 0]) { return bytes[12...].map { ~$0 } }
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01]) {
            return Array(bytes[6..<8]) + Array(bytes[9..<11])
        }
        return nil
    }

    /// The address that a URL's host is; `nil` for a name.
    private static func bytes(of host: String) -> [UInt8]? {
        let isNewer = host.hasPrefix("[")
        var bytes = [UInt8](repeating: 0, count: isNewer ? 16 : 4)
        let text = isNewer ? String(host.dropFirst().prefix { $0 != "]" && $0 != "%" }) : host
        return inet_pton(isNewer ? AF_INET6 : AF_INET, text, &bytes) == 1 ? bytes : nil
    }

    private static func text(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 16 ? AF_INET6 : AF_INET
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
