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
            var (position, sample, milliseconds, delta) = (start, done, milliseconds, delta)
            var (value, trailing, width) = (value, trailing, width)
            defer {
                (self.position, done, self.milliseconds, self.delta) = (position, sample, milliseconds, delta)
                (self.value, self.trailing, self.width) = (value, trailing, width)
            }
            // The difference of the second sample's time stands in the head.
            if sample == 1, count > 1, position < end {
                guard Self.takeValue(base, &position, &value, &trailing, &width) else { return false }
                milliseconds = milliseconds &+ Int64(bitPattern: delta)
                (times[1], numbers[1], sample) = (milliseconds, Double(bitPattern: value), 2)
            }
            while sample < count, position < end {
                // Whether the rhythm changes, whether the value does, and whether in other bits than before.
                let head = Self.word(base, position) &>> 61
                if head == 0b010 {
                    // Nearly all samples: Prometheus goes on with the same bits for as long as they hold the changes, so that
                    // the next sample's place is known before this one's value.
                    value ^= Self.bits(base, position &+ 3, width) &<< trailing
                    position &+= 3 &+ Int(truncatingIfNeeded: width)
                } else if head < 0b010 {
                    position &+= 2
                } else {
                    if head < 0b100 {
                        position &+= 1
                    } else {
                        delta = delta &+ Self.change(base, &position)
                        isEven = false
                    }
                    guard Self.takeValue(base, &position, &value, &trailing, &width) else { return false }
                }
                milliseconds = milliseconds &+ Int64(bitPattern: delta)
                times[sample] = milliseconds
                numbers[sample] = Double(bitPattern: value)
                sample &+= 1
            }
            return true
        }

        /// Takes what a value changed by; `false` for bits that are no change.
        ///
        /// Inlined, so that what it changes stays in registers.
        @inline(__always)
        private static func takeValue(
            _ base: UnsafeRawPointer,
            _ position: inout Int,
            _ value: inout UInt64,
            _ trailing: inout UInt64,
            _ width: inout UInt64
        ) -> Bool {
            let word = word(base, position)
            guard word &>> 63 == 1 else {
                position &+= 1
                return true
            }
            if word &>> 62 == 0b11 {
                let zeros = (word &<< 2) &>> 59
                let bitCount = (word &<< 7) &>> 58
                width = bitCount == 0 ? 64 : bitCount
                guard zeros &+ width <= 64 else { return false }
                trailing = 64 &- zeros &- width
                position &+= 13
            } else {
                position &+= 2
            }
            value ^= bits(base, position, width) &<< trailing
            position &+= Int(truncatingIfNeeded: width)
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
            let change = bits(base, position, width)
            position &+= Int(truncatingIfNeeded: width)
            guard width < 64, change > 1 << (width - 1) else { return change }
            return change &- 1 << width
        }

        /// 1 to 64 bits as the lowest ones of a number.
        @inline(__always)
        private static func bits(_ base: UnsafeRawPointer, _ position: Int, _ width: UInt64) -> UInt64 {
            let word = word(base, position)
            // Nearly always; a branch that is foretold is cheaper than the ninth byte.
            if width <= 57 { return word &>> (64 &- width) }
            // The bits that the shift pushes out at the top are made up for by the ninth byte.
            let ninth = UInt64(base.load(fromByteOffset: (position &>> 3) &+ 8, as: UInt8.self))
            return (word | ninth &>> (8 &- UInt64(truncatingIfNeeded: position & 7))) &>> (64 &- width)
        }

        /// At least 57 bits from `position` on, at the top.
        @inline(__always)
        private static func word(_ base: UnsafeRawPointer, _ position: Int) -> UInt64 {
            UInt64(bigEndian: base.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self))
                &<< UInt64(truncatingIfNeeded: position & 7)
        }
    }
}
