/// Takes bits from bytes, the highest bit first.
struct BitReader {
    private let bytes: [UInt8]
    private var position: Int

    /// Begins at the byte at `start`.
    init(_ bytes: [UInt8], from start: Int) {
        self.bytes = bytes
        position = start * 8
    }

    /// The next `count` bits as the lowest ones of a number; `nil` when there are not so many.
    mutating func take(_ count: Int) -> UInt64? {
        guard count <= bytes.count * 8 - position else { return nil }
        var value: UInt64 = 0
        var rest = count
        while rest > 0 {
            let free = 8 - position & 7
            let taken = min(rest, free)
            let bits = UInt64(bytes[position >> 3]) >> UInt64(free - taken) & (1 << UInt64(taken) - 1)
            value = value << UInt64(taken) | bits
            position += taken
            rest -= taken
        }
        return value
    }

    /// Undoes ``BitWriter/append(varint:)``; `nil` when the bytes end before the number, or it has more than 64 bits.
    mutating func takeVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 70, by: 7) {
            guard let byte = take(8) else { return nil }
            if shift == 63, byte > 1 { return nil }
            value |= (byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
