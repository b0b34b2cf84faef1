/// Appends bits to bytes, the highest bit first.
struct BitWriter: Sendable, Equatable {
    private(set) var bytes: [UInt8]
    /// How many low bits of the last byte are still free.
    private var free = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Makes room for `count` bytes in all.
    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    /// Appends the lowest `count` bits of `value`.
    mutating func append(_ value: UInt64, count: Int) {
        var rest = count
        while rest > 0 {
            if free == 0 {
                bytes.append(0)
                free = 8
            }
            let taken = min(rest, free)
            let bits = value >> UInt64(rest - taken) & (1 << UInt64(taken) - 1)
            bytes[bytes.count - 1] |= UInt8(truncatingIfNeeded: bits << UInt64(free - taken))
            free -= taken
            rest -= taken
        }
    }

    /// Appends seven bits at a time, each group with a bit that says whether another one follows (Go's `PutUvarint`).
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(rest & 0x7F | 0x80, count: 8)
            rest >>= 7
        }
        append(rest, count: 8)
    }

    /// Forgets all but the first `count` whole bytes.
    mutating func truncate(to count: Int) {
        bytes.removeSubrange(count...)
        free = 0
    }

    /// Puts a whole byte in place of another one.
    mutating func replace(at position: Int, with byte: UInt8) {
        bytes[position] = byte
    }
}
