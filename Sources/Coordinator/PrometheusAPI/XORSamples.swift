/// Decodes a chunk of samples straight out of an answer's bytes.
///
/// The format is that of `ChunkEncoding`'s `XORChunk`, whose reader takes bit after bit; here thousands of chunks come in
/// one answer, and the benchmark of extraction asks for whole words and for no check that can be made once for many samples.
enum XORSamples {
    /// The most bits that a sample takes: 4 + 64 of its time, 2 + 11 + 64 of its value; and the word that is read at once.
    private static let margin = 19 + 9

    /// Puts the samples of a chunk into `block`; `false` when the bytes end within one.
    static func read(_ chunk: UnsafeRawBufferPointer, into block: inout SampleBlock) -> Bool {
        guard chunk.count >= 2 else { return false }
        let count = Int(chunk[0]) << 8 | Int(chunk[1])
        var decoder = Decoder(chunk, count: count)
        var isSound = true
        block.fill(count) { milliseconds, values in
            guard let times = milliseconds.baseAddress, let numbers = values.baseAddress else { return 0 }
            isSound =
                decoder.readHead(times, numbers) && decoder.readQuickly(times, numbers)
                && decoder.readRest(times, numbers)
            return isSound ? count : 0
        }
        block.rhythm = decoder.isEven && count > 1 ? Int64(bitPattern: decoder.delta) : nil
        return isSound
    }

    private struct Decoder {
        private var bits: WideBits
        private let count: Int
        private var read = 0
        private var milliseconds: Int64 = 0
        private var value: UInt64 = 0
        private var trailing: UInt64 = 0
        /// Of the last change of a value, bits; 0 when there was none yet.
        private var width: UInt64 = 0
        private(set) var delta: UInt64 = 0
        private(set) var isEven = true

        init(_ chunk: UnsafeRawBufferPointer, count: Int) {
            bits = WideBits(chunk, from: 2)
            self.count = count
        }

        /// Reads the first two samples, which are written in other ways than the rest.
        mutating func readHead(
            _ times: UnsafeMutablePointer<Int64>,
            _ numbers: UnsafeMutablePointer<Double>
        ) -> Bool {
            guard count > 0 else { return true }
            guard let zigzag = bits.takeVarint() else { return false }
            milliseconds = Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1)
            value = bits.take(64)
            put(times, numbers)
            guard count > 1 else { return bits.isValid }
            guard let first = bits.takeVarint() else { return false }
            delta = first
            milliseconds = milliseconds &+ Int64(bitPattern: delta)
            guard takeValue() else { return false }
            put(times, numbers)
            return bits.isValid
        }

        /// Reads samples while so many bytes follow that none can reach behind the end.
        mutating func readQuickly(
            _ times: UnsafeMutablePointer<Int64>,
            _ numbers: UnsafeMutablePointer<Double>
        ) -> Bool {
            guard let base = bits.base else { return true }
            let end = bits.end - XORSamples.margin * 8
            // Copies, so that they stay in registers.
            var (position, sample, milliseconds) = (bits.position, read, milliseconds)
            var (value, trailing, width) = (value, trailing, width)
            while sample < count, position < end {
                var word = Self.word(base, position)
                if Int64(bitPattern: word) < 0 {
                    bits.position = position + 1
                    delta = delta &+ takeChange()
                    isEven = false
                    position = bits.position
                    word = Self.word(base, position)
                } else {
                    word &<<= 1
                    position &+= 1
                }
                milliseconds = milliseconds &+ Int64(bitPattern: delta)
                if Int64(bitPattern: word) < 0 {
                    // Chosen, not branched: random values give other widths at random.
                    let isNew = (word &<< 1) &>> 63 == 1
                    let zeros = (word &<< 2) &>> 59
                    let bitCount = (word &<< 7) &>> 58
                    let newWidth = bitCount == 0 ? 64 : bitCount
                    width = isNew ? newWidth : width
                    trailing = isNew ? 64 &- zeros &- newWidth : trailing
                    position &+= isNew ? 13 : 2
                    guard width > 0, trailing < 64 else { return false }
                    // The bits that the shift pushes out at the top are made up for by the ninth byte.
                    let ninth = UInt64(base.load(fromByteOffset: (position &>> 3) &+ 8, as: UInt8.self))
                    let change = Self.word(base, position) | ninth &>> (8 &- UInt64(truncatingIfNeeded: position & 7))
                    value ^= (change &>> (64 &- width)) &<< trailing
                    position &+= Int(truncatingIfNeeded: width)
                } else {
                    position &+= 1
                }
                times[sample] = milliseconds
                numbers[sample] = Double(bitPattern: value)
                sample &+= 1
            }
            (bits.position, read, self.milliseconds) = (position, sample, milliseconds)
            (self.value, self.trailing, self.width) = (value, trailing, width)
            return true
        }

        /// Reads what is left, with every check.
        mutating func readRest(
            _ times: UnsafeMutablePointer<Int64>,
            _ numbers: UnsafeMutablePointer<Double>
        ) -> Bool {
            while read < count {
                if bits.take(1) == 1 {
                    delta = delta &+ takeChange()
                    isEven = false
                }
                milliseconds = milliseconds &+ Int64(bitPattern: delta)
                guard takeValue(), bits.isValid else { return false }
                put(times, numbers)
            }
            return true
        }

        private mutating func put(_ times: UnsafeMutablePointer<Int64>, _ numbers: UnsafeMutablePointer<Double>) {
            times[read] = milliseconds
            numbers[read] = Double(bitPattern: value)
            read += 1
        }

        private mutating func takeValue() -> Bool {
            guard bits.take(1) == 1 else { return true }
            if bits.take(1) == 1 {
                let zeros = bits.take(11)
                width = zeros & 63 == 0 ? 64 : zeros & 63
                trailing = 64 &- (zeros >> 6) &- width
            }
            guard width > 0, trailing < 64 else { return false }
            value ^= bits.take(Int(width)) << trailing
            return true
        }

        /// What a delta changed by, after the first bit said that it did.
        private mutating func takeChange() -> UInt64 {
            let width: UInt64 = bits.take(1) == 0 ? 14 : bits.take(1) == 0 ? 17 : bits.take(1) == 0 ? 20 : 64
            let change = bits.take(Int(width))
            guard width < 64, change > 1 << (width - 1) else { return change }
            return change &- 1 << width
        }

        /// At least 57 bits from `position` on, at the top.
        @inline(__always)
        private static func word(_ base: UnsafeRawPointer, _ position: Int) -> UInt64 {
            UInt64(bigEndian: base.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self))
                &<< UInt64(truncatingIfNeeded: position & 7)
        }
    }
}

/// Takes up to 64 bits at once, the highest first; what is taken behind the end is zero and makes it invalid.
private struct WideBits {
    private let bytes: UnsafeRawBufferPointer
    var position: Int
    let end: Int

    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        self.bytes = bytes
        position = start * 8
        end = bytes.count * 8
    }

    var base: UnsafeRawPointer? { bytes.baseAddress }

    var isValid: Bool { position <= end }

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
