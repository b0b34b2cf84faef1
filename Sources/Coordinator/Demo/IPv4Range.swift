/// A network of IPv4 addresses.
package struct IPv4Range: Equatable, Sendable {
    let first: UInt32
    let last: UInt32

    package init(base: UInt32, prefixLength: Int) {
        let size = UInt64(1) << UInt64(32 - min(max(0, prefixLength), 32))
        let start = UInt64(base) / size * size
        (first, last) = (UInt32(start), UInt32(start + size - 1))
    }

    /// Reads a destination as `ip route` writes it, such as `192.0.2.0/24` or `192.0.2.2`.
    ///
    /// `default` and what is not an address are `nil`: they claim no address for themselves.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let bytes = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        let known = bytes.compactMap(\.self)
        guard bytes.count == 4, known.count == 4, parts.count <= 2 else {
            return nil
        }
        guard let prefixLength = parts.count == 2 ? Int(parts[1]) : 32, (1...32).contains(prefixLength) else {
            return nil
        }
        self.init(base: known.reduce(0) { $0 << 8 | UInt32($1) }, prefixLength: prefixLength)
    }

    /// Whether an address belongs to both.
    package func overlaps(_ other: IPv4Range) -> Bool {
        first <= other.last && other.first <= last
    }

    /// An address in dotted form.
    static func text(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { "\(address >> UInt32($0) & 0xFF)" }.joined(separator: ".")
    }
}
