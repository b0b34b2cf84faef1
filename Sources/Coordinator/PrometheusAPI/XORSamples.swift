/// Decodes a chunk of samples straight out of an answer's bytes.
///
/// The format is that of `ChunkEncoding`'s `XORChunk`, whose reader takes bit after bit; here thousands of chunks come in
/// one answer, and the benchmark of extraction asks for whole words and for no check that can be made once for many samples.
enum XORSamples {
    /// The bytes of the longest sample (4 + 64 bits of its time, 2 + 11 + 64 of its value), and of the word that is read at
    /// once where it ends.
    private static let margin = 19 + 9

    /// Puts the samples of a chunk into `block`; `false` when the bytes end within one.
    static func read(_ chunk: UnsafeRawBufferPointer, into block: inout SampleBlock) -> Bool {
        guard chunk.count >= 2, let base = chunk.baseAddress else { return false }
        let count = Int(chunk[0]) << 8 | Int(chunk[1])
        var isSound = true
        var rhythm: Int64?
        block.fill(count) { milliseconds, values in
            guard count > 0, let times = milliseconds.baseAddress, let numbers = values.baseAddress else { return 0 }
            var decoder = Decoder(count: count, times: times, numbers: numbers)
            guard let start = decoder.readHead(chunk) else {
                isSound = false
                return 0
            }
            // Samples whose words may reach behind the end are read from a copy that goes on with zeros.
            let quickEnd = (chunk.count - margin) * 8
            isSound = decoder.read(base, from: start, before: quickEnd)
            if isSound, !decoder.isFinished {
                isSound = withUnsafeTemporaryAllocation(byteCount: 3 * margin, alignment: 8) { copy in
                    let begin = max(0, decoder.position >> 3)
                    let rest = UnsafeRawBufferPointer(rebasing: chunk[min(begin, chunk.count)...].prefix(2 * margin))
                    copy.initializeMemory(as: UInt8.self, repeating: 0)
                    copy.copyMemory(from: rest)
                    let (from, end) = (decoder.position - begin * 8, rest.count * 8)
                    guard let place = UnsafeRawPointer(copy.baseAddress) else { return false }
                    return decoder.read(place, from: from, before: end) && decoder.isFinished && decoder.position <= end
                }
            }
            rhythm = decoder.rhythm
            return isSound ? count : 0
        }
        block.rhythm = rhythm
        return isSound
    }

    private struct Decoder {
        let count: Int
        let times: UnsafeMutablePointer<Int64>
        let numbers: UnsafeMutablePointer<Double>
        /// The next bit.
        private(set) var position = 0
        private var done = 0
        private var milliseconds: Int64 = 0
        private var value: UInt64 = 0
        private var trailing: UInt64 = 0
        /// Of the last change of a value, bits; all of them before the first.
        private var width: UInt64 = 64
        private var delta: UInt64 = 0
        private var isEven = true

        init(count: Int, times: UnsafeMutablePointer<Int64>, numbers: UnsafeMutablePointer<Double>) {
            (self.count, self.times, self.numbers) = (count, times, numbers)
        }

        var isFinished: Bool { done == count }

        /// Between two neighbours, when it is the same everywhere.
        var rhythm: Int64? { isEven && count > 1 ? Int64(bitPattern: delta) : nil }

        /// Reads the first sample and the first difference of times, which are whole bytes; gives the bit behind them, and
        /// `nil` when the bytes end before.
        mutating func readHead(_ chunk: UnsafeRawBufferPointer) -> Int? {
            var cursor = ProtobufCursor(UnsafeRawBufferPointer(rebasing: chunk[2...]))
            guard let zigzag = cursor.takeVarint(), let bits = cursor.take(8) else { return nil }
            milliseconds = Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1)
            value = UInt64(bigEndian: bits.loadUnaligned(as: UInt64.self))
            (times[0], numbers[0], done) = (milliseconds, Double(bitPattern: value), 1)
            if count > 1 {
                guard let first = cursor.takeVarint() else { return nil }
                delta = first
            }
            position = (2 + cursor.takenCount) * 8
            return position
        }

        /// Reads samples that begin before a bit; `false` for bits that are none.
        ///
        /// Up to ``margin`` bytes behind that bit may be read.
        mutating func read(_ base: UnsafeRawPointer, from start: Int, before end: Int) -> Bool {
            // Copies, so that they stay in registers.
            var (position, sample, milliseconds) = (start, done, milliseconds)
            var (value, trailing, width) = (value, trailing, width)
            defer {
                (self.position, done, self.milliseconds) = (position, sample, milliseconds)
                (self.value, self.trailing, self.width) = (value, trailing, width)
            }
            while sample < count, position < end {
                var word = Self.word(base, position)
                // The second sample's difference stands in the head.
                if sample > 1 {
                    if Int64(bitPattern: word) < 0 {
                        delta = delta &+ Self.change(base, &position)
                        isEven = false
                        word = Self.word(base, position)
                    } else {
                        word &<<= 1
                        position &+= 1
                    }
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
                    guard trailing < 64 else { return false }
                    value ^= Self.bits(base, &position, width) &<< trailing
                } else {
                    position &+= 1
                }
                times[sample] = milliseconds
                numbers[sample] = Double(bitPattern: value)
                sample &+= 1
            }
            return true
        }

        /// What a difference of times changed by, where its first bit is set.
        private static func change(_ base: UnsafeRawPointer, _ position: inout Int) -> UInt64 {
            let ones = (~word(base, position)).leadingZeroBitCount
            let (prefix, width): (Int, UInt64) =
                switch ones {
                case 1: (2, 14)
                case 2: (3, 17)
                case 3: (4, 20)
                default: (4, 64)
                }
            position &+= prefix
            let change = bits(base, &position, width)
            guard width < 64, change > 1 << (width - 1) else { return change }
            return change &- 1 << width
        }

        /// Takes 1 to 64 bits as the lowest ones of a number.
        @inline(__always)
        private static func bits(_ base: UnsafeRawPointer, _ position: inout Int, _ width: UInt64) -> UInt64 {
            // The bits that the shift pushes out at the top are made up for by the ninth byte.
            let ninth = UInt64(base.load(fromByteOffset: (position &>> 3) &+ 8, as: UInt8.self))
            let bits = word(base, position) | ninth &>> (8 &- UInt64(truncatingIfNeeded: position & 7))
            position &+= Int(truncatingIfNeeded: width)
            return bits &>> (64 &- width)
        }

        /// At least 57 bits from `position` on, at the top.
        @inline(__always)
        private static func word(_ base: UnsafeRawPointer, _ position: Int) -> UInt64 {
            UInt64(bigEndian: base.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self))
                &<< UInt64(truncatingIfNeeded: position & 7)
        }
    }
}
