/// Samples of one series in few bits: what changed in the rhythm of the time stamps, and in the bits of the values.
///
/// The bytes are those of Prometheus's XOR chunks (`tsdb/chunkenc`, after Pelkonen et al., "Gorilla", VLDB 2015): the
/// number of samples in two bytes, then a stream of bits. A steady series takes two bits a sample, a usual one ten to twenty.
public struct XORChunk: Sendable, Equatable {
    /// The greatest number of samples that the format can count.
    public static let capacity = Int(UInt16.max)

    /// How many samples there are.
    public private(set) var count = 0
    /// The newest time stamp, in milliseconds since the Unix epoch; 0 when there is none.
    public private(set) var lastMilliseconds: Int64 = 0

    private var stream = BitWriter([0, 0])
    private var lastBits: UInt64 = 0
    private var lastDelta: UInt64 = 0
    /// The zeros about the meaningful bits that were written last; `nil` until some were.
    private var leading: Int?
    private var trailing = 0

    /// Begins an empty chunk.
    public init() {}

    /// Forgets the samples, and keeps the memory for others.
    public mutating func removeAll() {
        (count, lastMilliseconds, lastBits, lastDelta) = (0, 0, 0, 0)
        (leading, trailing) = (nil, 0)
        stream.truncate(to: 2)
    }

    /// Makes room for `count` bytes in all, so that so many need no further memory.
    public mutating func reserve(_ count: Int) { stream.reserve(count) }

    /// How many bytes in all need no further memory.
    public var capacity: Int { stream.bytes.capacity }

    /// The encoded samples.
    public var bytes: [UInt8] { stream.bytes }

    /// Appends a sample.
    ///
    /// - Parameters:
    ///   - value: Any, with its bits: also not a number, and the marker of an ended series.
    ///   - milliseconds: Since the Unix epoch; in a series they rise, which the format does not ask for.
    /// - Returns: Whether there was room: `false` for a full chunk, which stays as it is.
    /// - Complexity: O(1) amortised.
    @discardableResult
    public mutating func append(_ value: Double, at milliseconds: Int64) -> Bool {
        guard count < Self.capacity else { return false }
        // Differences wrap around, as they do in Go; the reader's sums wrap back.
        let delta = UInt64(bitPattern: milliseconds &- lastMilliseconds)
        switch count {
        case 0:
            // A signed number as Go's `PutVarint`: the sign goes to the lowest bit.
            stream.append(varint: UInt64(bitPattern: milliseconds << 1 ^ milliseconds >> 63))
            stream.append(value.bitPattern, count: 64)
        case 1:
            stream.append(varint: delta)
            appendChange(to: value.bitPattern)
        default:
            appendChange(ofDelta: Int64(bitPattern: delta &- lastDelta))
            appendChange(to: value.bitPattern)
        }
        lastDelta = delta
        lastMilliseconds = milliseconds
        lastBits = value.bitPattern
        count += 1
        stream.replace(at: 0, with: UInt8(count >> 8))
        stream.replace(at: 1, with: UInt8(count & 0xFF))
        return true
    }

    private mutating func appendChange(ofDelta change: Int64) {
        let bits = UInt64(bitPattern: change)
        switch change {
        case 0: stream.append(0, count: 1)
        case DeltaClass.small.range:
            stream.append(0b10, count: 2)
            stream.append(bits, count: DeltaClass.small.width)
        case DeltaClass.medium.range:
            stream.append(0b110, count: 3)
            stream.append(bits, count: DeltaClass.medium.width)
        case DeltaClass.large.range:
            stream.append(0b1110, count: 4)
            stream.append(bits, count: DeltaClass.large.width)
        default:
            stream.append(0b1111, count: 4)
            stream.append(bits, count: 64)
        }
    }

    private mutating func appendChange(to bits: UInt64) {
        let change = bits ^ lastBits
        guard change != 0 else {
            stream.append(0, count: 1)
            return
        }
        // Five bits count the leading zeros, so that no more than 31 are used.
        let (newLeading, newTrailing) = (min(31, change.leadingZeroBitCount), change.trailingZeroBitCount)
        if let leading, newLeading >= leading, newTrailing >= trailing {
            stream.append(0b10, count: 2)
            stream.append(change >> UInt64(trailing), count: 64 - leading - trailing)
            return
        }
        (leading, trailing) = (newLeading, newTrailing)
        let width = 64 - newLeading - newTrailing
        stream.append(0b11, count: 2)
        stream.append(UInt64(newLeading), count: 5)
        // Six bits hold up to 63: 64 is written as 0, which no change can have.
        stream.append(UInt64(width & 63), count: 6)
        stream.append(change >> UInt64(newTrailing), count: width)
    }
}
