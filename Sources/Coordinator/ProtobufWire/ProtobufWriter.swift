/// Writes the fields of a Protocol Buffers message, in the order in which they are given.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>.
public struct ProtobufWriter: Sendable {
    /// The message so far.
    public private(set) var bytes: [UInt8] = []

    /// Begins an empty message.
    public init() {}

    /// Appends a whole number, a Boolean or an enumeration.
    public mutating func varint(_ number: Int, _ value: UInt64) {
        appendKey(number, 0)
        append(value)
    }

    /// Appends an `int64` or `int32`.
    public mutating func signed(_ number: Int, _ value: Int64) {
        varint(number, UInt64(bitPattern: value))
    }

    /// Appends a `double`.
    public mutating func double(_ number: Int, _ value: Double) {
        appendKey(number, 1)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends a text.
    public mutating func text(_ number: Int, _ value: String) {
        appendKey(number, 2)
        append(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// Appends bytes.
    public mutating func data(_ number: Int, _ value: some Collection<UInt8>) {
        appendKey(number, 2)
        append(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Appends a message that `body` writes.
    public mutating func message<E: Error>(
        _ number: Int,
        _ body: (inout ProtobufWriter) throws(E) -> Void
    ) throws(E) {
        var writer = ProtobufWriter()
        try body(&writer)
        data(number, writer.bytes)
    }

    /// Appends whole numbers as one packed field; nothing when there are none.
    public mutating func packed(_ number: Int, _ values: some Sequence<UInt64>) {
        var writer = ProtobufWriter()
        for value in values { writer.append(value) }
        if !writer.bytes.isEmpty { data(number, writer.bytes) }
    }

    private mutating func appendKey(_ number: Int, _ wireType: UInt64) {
        precondition(number > 0 && number < 1 << 29, "a field number outside of 1 to 2^29 - 1")
        append(UInt64(number) << 3 | wireType)
    }

    private mutating func append(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
