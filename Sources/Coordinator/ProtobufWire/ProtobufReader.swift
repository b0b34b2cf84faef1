/// Walks over the fields of one Protocol Buffers message, and copies nothing.
///
/// It knows the wire format alone: what a field number means, the caller says. Not for use outside the call that lent the bytes.
///
///     var reader = ProtobufReader(bytes)
///     while let field = try reader.next() {
///         switch (field.number, field.value) {
///         case (1, .bytes(let range)): name = reader.text(range)
///         default: break  // A field that is not known is to be ignored.
///         }
///     }
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>.
public struct ProtobufReader {
    /// What a field holds.
    public enum Value: Equatable, Sendable {
        /// A whole number, a Boolean or an enumeration; as it stands on the wire.
        case varint(UInt64)
        /// Eight bytes: the bits of a `double`, or a `fixed64`.
        case fixed64(UInt64)
        /// Four bytes: the bits of a `float`, or a `fixed32`.
        case fixed32(UInt32)
        /// A text, a message or packed numbers: where its bytes stand in ``ProtobufReader/bytes``.
        case bytes(Range<Int>)
    }

    /// A field.
    public struct Field: Equatable, Sendable {
        /// Its number, 1 to 2^29 - 1.
        public let number: Int
        /// What it holds.
        public let value: Value
    }

    /// All of the bytes, of which the message may be a part.
    public let bytes: UnsafeBufferPointer<UInt8>
    /// Where the next field begins.
    public private(set) var position: Int
    private let end: Int

    /// Reads the message that all of `bytes` are.
    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.init(bytes, in: 0..<bytes.count)
    }

    /// Reads the message that the bytes in `range` are.
    ///
    /// - Precondition: `range` lies inside `bytes`.
    public init(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a range outside of the bytes")
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// Whether all has been read.
    public var isAtEnd: Bool { position >= end }

    /// The next field, or `nil` at the end.
    ///
    /// - Throws: ``ProtobufError`` at a number that does not end, a length beyond the end, a field number of 0, or a group.
    @inline(__always)
    public mutating func next() throws(ProtobufError) -> Field? {
        guard position < end else { return nil }
        let start = position
        let key = try varint()
        guard key >> 3 > 0, key >> 3 < 1 << 29 else { throw ProtobufError(expected: "a field number", offset: start) }
        let number = Int(key >> 3)
        switch key & 7 {
        case 0: return Field(number: number, value: .varint(try varint()))
        case 1: return Field(number: number, value: .fixed64(try fixed64()))
        case 2: return Field(number: number, value: .bytes(try lengthDelimited()))
        case 5: return Field(number: number, value: .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
        default: throw ProtobufError(expected: "a wire type", offset: start)
        }
    }

    /// The next bytes as a varint without a field number, as packed numbers have it.
    @inline(__always)
    public mutating func varint() throws(ProtobufError) -> UInt64 {
        if position < end, bytes[position] < 0x80 {
            defer { position += 1 }
            return UInt64(bytes[position])
        }
        return try longVarint()
    }

    /// The next eight bytes without a field number, as packed numbers have them.
    @inline(__always)
    public mutating func fixed64() throws(ProtobufError) -> UInt64 { try fixed(8) }

    /// The text whose bytes stand in `range`; what is not UTF-8 becomes U+FFFD.
    public func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// The message whose bytes stand in `range`.
    @inline(__always)
    public func message(_ range: Range<Int>) -> ProtobufReader { ProtobufReader(bytes, in: range) }

    private mutating func longVarint() throws(ProtobufError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        var at = position
        while at < end, shift < 70 {
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 {
                // Bits beyond the 64th are dropped, as the official readers do it.
                position = at
                return value
            }
            shift += 7
        }
        throw ProtobufError(expected: "a varint", offset: position)
    }

    private mutating func fixed(_ count: Int) throws(ProtobufError) -> UInt64 {
        guard end - position >= count else { throw ProtobufError(expected: "\(count) bytes", offset: position) }
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += count
        return value
    }

    private mutating func lengthDelimited() throws(ProtobufError) -> Range<Int> {
        let start = position
        let length = try varint()
        guard length <= UInt64(end - position) else {
            throw ProtobufError(expected: "a length up to \(end - position), not \(length),", offset: start)
        }
        defer { position += Int(length) }
        return position..<position + Int(length)
    }
}

extension ProtobufReader {
    /// The whole number that an `int32` or `int64` stands for on the wire.
    public static func signed(_ value: UInt64) -> Int64 { Int64(bitPattern: value) }

    /// The whole number that a `sint32` or `sint64` stands for on the wire.
    public static func zigzag(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(value & 1) }
}
