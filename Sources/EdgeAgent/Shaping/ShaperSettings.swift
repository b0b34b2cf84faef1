/// What the privileged process may do, and for whom.
public struct ShaperSettings: Equatable, Sendable {
    /// Where the socket is.
    public var socket = "/run/edge-agent/shaper.sock"
    /// The file with the key, at least 16 bytes; white space at its ends does not count.
    public var keyFile = ""
    /// The users that may connect, by number.
    public var users: [UInt32] = []
    /// The interfaces, each with its safe state; `nil` for no filter.
    public var interfaces: [String: TrafficShape?] = [:]
    /// Where the highest fencing numbers are kept over restarts.
    public var stateDirectory = "/var/lib/edge-agent"
    /// Where `tc` is.
    public var program = "/usr/sbin/tc"
    /// Whether to put the safe states in force and end.
    public var restoresOnly = false
    /// Whether to be the ``SafetyGuard`` of another process.
    public var guards = false

    /// Defaults, without key, users and interfaces.
    public init() {}

    /// Reads `eth0,rate=10000000,burst=20000,latency=400`, or `eth0,none`.
    ///
    /// - Throws: ``ShapingRefusal/invalid(_:)``.
    public mutating func addInterface(_ text: String) throws(ShapingRefusal) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.first, ShaperSettings.isInterfaceName(name) else {
            throw .invalid("`\(text)` does not begin with the name of an interface")
        }
        if parts.count == 2, parts[1] == "none" {
            interfaces[name] = .some(nil)
            return
        }
        var values: [String: UInt64] = [:]
        for part in parts.dropFirst() {
            let sides = part.split(separator: "=").map(String.init)
            guard sides.count == 2, let value = UInt64(sides[1]), ["rate", "burst", "latency"].contains(sides[0]) else {
                throw .invalid("`\(part)` is not rate=BITS, burst=BYTES or latency=MILLISECONDS")
            }
            values[sides[0]] = value
        }
        guard let rate = values["rate"], let burst = values["burst"], let latency = values["latency"] else {
            throw .invalid("`\(text)` needs rate, burst and latency, or none")
        }
        interfaces[name] = TrafficShape(rate: rate, burst: burst, latency: latency)
    }

    /// Whether `name` can be that of an interface: 1 to 15 characters, no slash, no space, and no flag for `tc`.
    static func isInterfaceName(_ name: String) -> Bool {
        (1...15).contains(name.utf8.count) && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x2f }
            && name.first != "-" && name != "." && name != ".."
    }
}
