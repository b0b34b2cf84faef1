/// A place in a message of Protocol Buffers.
struct ProtobufCursor {
    enum Value {
        case number(UInt64)
        case bytes(UnsafeRawBufferPointer)
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Bytes that have been taken.
    var takenCount: Int { position }

    mutating func takeVarint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 70, by: 7) {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            if shift == 63, byte > 1 { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// The next field and its value; `nil` when the bytes are no field.
    mutating func takeField() -> (number: UInt64, value: Value)? {
        guard let key = takeVarint() else { return nil }
        switch key & 7 {
        case 0: return takeVarint().map { (key >> 3, .number($0)) }
        case 1: return take(8).map { (key >> 3, .bytes($0)) }
        case 2:
            guard let length = takeVarint(), let count = Int(exactly: length) else { return nil }
            return take(count).map { (key >> 3, .bytes($0)) }
        case 5: return take(4).map { (key >> 3, .bytes($0)) }
        default: return nil
        }
    }
}
