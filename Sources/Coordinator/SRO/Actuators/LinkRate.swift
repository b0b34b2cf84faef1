/// How fast a link may send, as `tc(8)` writes it: `10mbit`, `1.5Gbit`, `800kbps` (bytes), `1000000` (bits a second).
public struct LinkRate: Sendable, Hashable {
    /// Bits per second.
    public let bitsPerSecond: Double

    /// Reads a rate with the units of `tc(8)`, section PARAMETERS, which are not sensitive to case.
    ///
    /// Returns `nil` unless `text` is a positive number with one of them, or without one, which means bits per second.
    public init?(parsing text: String) {
        let units: [(suffix: String, bits: Double)] = [
            ("kibit", 1024), ("mibit", 1_048_576), ("gibit", 1_073_741_824),
            ("kbit", 1e3), ("mbit", 1e6), ("gbit", 1e9), ("tbit", 1e12), ("bit", 1),
            ("kibps", 8192), ("mibps", 8_388_608), ("gibps", 8_589_934_592),
            ("kbps", 8e3), ("mbps", 8e6), ("gbps", 8e9), ("tbps", 8e12), ("bps", 8), ("", 1),
        ]
        let lowered = text.lowercased()
        guard
            let unit = units.first(where: { lowered.hasSuffix($0.suffix) }),
            let number = Double(lowered.dropLast(unit.suffix.count)),
            number.isFinite, number > 0
        else { return nil }
        bitsPerSecond = number * unit.bits
    }

    /// Whether the kernel's figure, in bytes per second, is this rate; it rounds to whole bytes and to its timer's grain.
    public func matches(bytesPerSecond: Double) -> Bool {
        abs(bytesPerSecond * 8 - bitsPerSecond) <= max(8, bitsPerSecond * 0.001)
    }
}
