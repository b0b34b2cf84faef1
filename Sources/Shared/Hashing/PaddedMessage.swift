/// A message cut into the 64-byte blocks that SHA-1 and SHA-256 read.
///
/// Source: FIPS 180-4, section 5.1.1: a one bit, zeros, and the length in bits as a big-endian 64-bit number.
enum PaddedMessage {
    static let blockSize = 64

    /// Hands each block to `body`, in order.
    static func forEachBlock(of message: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        let whole = message.count / blockSize * blockSize
        for start in stride(from: 0, to: whole, by: blockSize) {
            body(UnsafeBufferPointer(rebasing: message[start..<start + blockSize]))
        }
        var tail = Array(message[whole...])
        tail.append(0x80)
        while tail.count % blockSize != blockSize - 8 {
            tail.append(0)
        }
        let bits = UInt64(message.count) << 3
        for shift in stride(from: 56, through: 0, by: -8) {
            tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
        tail.withUnsafeBufferPointer { tail in
            for start in stride(from: 0, to: tail.count, by: blockSize) {
                body(UnsafeBufferPointer(rebasing: tail[start..<start + blockSize]))
            }
        }
    }

    /// The bytes of `message` in one piece, without a copy where it already is.
    static func withBytes<Message: Sequence<UInt8>, Result>(
        of message: Message,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        if let result = message.withContiguousStorageIfAvailable(body) { return result }
        return Array(message).withUnsafeBufferPointer(body)
    }

    /// The 32-bit big-endian word at `index` of a block.
    @inline(__always)
    static func word(_ index: Int, of block: UnsafeBufferPointer<UInt8>) -> UInt32 {
        UInt32(bigEndian: UnsafeRawBufferPointer(block).loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }

    /// The words of a hash as bytes, big-endian.
    static func bytes(of words: [UInt32]) -> [UInt8] {
        words.flatMap { word in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
    }
}
