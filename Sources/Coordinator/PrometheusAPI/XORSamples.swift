/// Decodes a chunk of samples straight out of an answer's bytes.
///
/// The format is that of `ChunkEncoding`'s `XORChunk`, whose reader takes bit after bit; here hundreds of chunks come in
/// one answer, and the benchmark of extraction asks for sixty-four bits at once.
enum XORSamples {
    /// Adds the samples of a chunk to `samples`; `false` when the bytes end within one.
    static func read(_ chunk: UnsafeRawBufferPointer, into samples: inout [SeriesSample]) -> Bool {
        guard chunk.count >= 2 else { return false }
        let count = Int(chunk[0]) << 8 | Int(chunk[1])
        var bits = WideBits(chunk, from: 2)
        var (milliseconds, delta, value) = (Int64(0), UInt64(0), UInt64(0))
        var (leading, trailing) = (0, 0)
        for sample in 0..<count {
            switch sample {
            case 0:
                guard let zigzag = bits.takeVarint() else { return false }
                milliseconds = Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1)
                value = bits.take(64)
                guard bits.isValid else { return false }
                samples.append(SeriesSample(milliseconds: milliseconds, value: Double(bitPattern: value)))
                continue
            case 1:
                guard let first = bits.takeVarint() else { return false }
                delta = first
            default:
                if bits.take(1) == 1 { delta = delta &+ takeChange(&bits) }
            }
            milliseconds = milliseconds &+ Int64(bitPattern: delta)
            if bits.take(1) == 1 {
                if bits.take(1) == 1 {
                    let zeros = bits.take(11)
                    leading = Int(zeros >> 6)
                    let width = Int(zeros & 63)
                    trailing = 64 - leading - (width == 0 ? 64 : width)
                }
                let width = 64 - leading - trailing
                guard trailing >= 0, width > 0 else { return false }
                value ^= bits.take(width) << UInt64(trailing)
            }
            guard bits.isValid else { return false }
            samples.append(SeriesSample(milliseconds: milliseconds, value: Double(bitPattern: value)))
        }
        return true
    }

    /// What a delta changed by, after the first bit said that it did.
    private static func takeChange(_ bits: inout WideBits) -> UInt64 {
        let width: UInt64 = bits.take(1) == 0 ? 14 : bits.take(1) == 0 ? 17 : bits.take(1) == 0 ? 20 : 64
        let change = bits.take(Int(width))
        guard width < 64, change > 1 << (width - 1) else { return change }
        return change &- 1 << width
    }
}

/// Takes up to 64 bits at once, the highest first; what is taken behind the end is zero and makes it invalid.
private struct WideBits {
    private let bytes: UnsafeRawBufferPointer
    private var position: Int
    private let end: Int

    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        self.bytes = bytes
        position = start * 8
        end = bytes.count * 8
    }

    var isValid: Bool { position <= end }

    @inline(__always)
    mutating func take(_ count: Int) -> UInt64 {
        let byte = position >> 3
        let shift = UInt64(position & 7)
        position += count
        guard byte + 9 <= bytes.count else { return takeSlowly(count, byte, shift) }
        let word = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
        // The bits that the shift pushed out at the top are made up for by the ninth byte.
        let bits = word << shift | UInt64(bytes[byte + 8]) >> (8 - shift)
        return bits >> UInt64(64 - count)
    }

    private func takeSlowly(_ count: Int, _ byte: Int, _ shift: UInt64) -> UInt64 {
        guard position <= end else { return 0 }
        var (value, taken, at) = (UInt64(0), 0, byte * 8 + Int(shift))
        while taken < count {
            value = value << 1 | UInt64(bytes[at >> 3] >> UInt8(7 - at & 7) & 1)
            taken += 1
            at += 1
        }
        return value
    }

    mutating func takeVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 70, by: 7) {
            let byte = take(8)
            guard isValid, !(shift == 63 && byte > 1) else { return nil }
            value |= (byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
