/// Reads the samples of a chunk, oldest first.
public struct XORChunkReader {
    /// How many samples the chunk says it has.
    public let count: Int

    private var stream: BitReader
    private var read = 0
    private var milliseconds: Int64 = 0
    private var delta: UInt64 = 0
    private var bits: UInt64 = 0
    private var leading = 0
    private var trailing = 0

    /// Begins before the first sample.
    ///
    /// - Parameter bytes: What ``XORChunk/bytes`` gave, or Prometheus; they may be damaged.
    /// - Throws: ``ChunkError`` when not even the number of samples is there.
    public init(_ bytes: [UInt8]) throws(ChunkError) {
        guard bytes.count >= 2 else { throw ChunkError(sample: 0, count: 0) }
        count = Int(bytes[0]) << 8 | Int(bytes[1])
        stream = BitReader(bytes, from: 2)
    }

    /// The next sample; `nil` after the last one.
    ///
    /// - Throws: ``ChunkError`` when the bytes end within a sample or cannot be one.
    public mutating func next() throws(ChunkError) -> (milliseconds: Int64, value: Double)? {
        guard read < count else { return nil }
        guard readSample() else { throw ChunkError(sample: read, count: count) }
        read += 1
        return (milliseconds, Double(bitPattern: bits))
    }

    private mutating func readSample() -> Bool {
        switch read {
        case 0:
            guard let time = stream.takeVarint(), let first = stream.take(64) else { return false }
            milliseconds = Int64(bitPattern: time >> 1) ^ -Int64(time & 1)
            bits = first
            return true
        case 1:
            guard let first = stream.takeVarint() else { return false }
            delta = first
        default:
            guard let change = takeChangeOfDelta() else { return false }
            delta = delta &+ UInt64(bitPattern: change)
        }
        milliseconds = milliseconds &+ Int64(bitPattern: delta)
        return readValue()
    }

    private mutating func takeChangeOfDelta() -> Int64? {
        for deltaClass in [nil, DeltaClass.small, .medium, .large] {
            guard let bit = stream.take(1) else { return nil }
            if bit == 0 {
                guard let deltaClass else { return 0 }
                return stream.take(deltaClass.width).map(deltaClass.value)
            }
        }
        return stream.take(64).map { Int64(bitPattern: $0) }
    }

    private mutating func readValue() -> Bool {
        guard let hasChanged = stream.take(1) else { return false }
        if hasChanged == 0 { return true }
        guard let hasNewZeros = stream.take(1) else { return false }
        if hasNewZeros == 1 {
            guard let zeros = stream.take(5), let width = stream.take(6) else { return false }
            leading = Int(zeros)
            trailing = 64 - leading - (width == 0 ? 64 : Int(width))
        }
        let width = 64 - leading - trailing
        guard trailing >= 0, width > 0, let change = stream.take(width) else { return false }
        bits ^= change << UInt64(trailing)
        return true
    }
}
