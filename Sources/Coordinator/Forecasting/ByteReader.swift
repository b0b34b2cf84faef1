/// Takes from bytes what ``ByteWriter`` put there; every length is checked before memory is taken.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    private mutating func take(_ count: Int) throws(ForecastingError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.endIndex - position else {
            throw .unreadableArtifact("it ends at byte \(bytes.count), within a value")
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Takes `count` numbers of one width.
    private mutating func numbers<Value: FixedWidthInteger>(
        _ count: Int,
        _ type: Value.Type
    ) throws(ForecastingError) -> [Value] {
        try take(count * (Value.bitWidth / 8)).withUnsafeBytes { bytes in
            (0..<count).map { index in
                Value(littleEndian: bytes.loadUnaligned(fromByteOffset: index * (Value.bitWidth / 8), as: Value.self))
            }
        }
    }

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(ForecastingError) -> Value {
        try take(Value.bitWidth / 8).withUnsafeBytes { bytes in
            Value(littleEndian: bytes.loadUnaligned(as: Value.self))
        }
    }

    mutating func double() throws(ForecastingError) -> Double { Double(bitPattern: try integer(UInt64.self)) }

    private mutating func count(of width: Int) throws(ForecastingError) -> Int {
        let count = Int(try integer(UInt32.self))
        guard count <= (bytes.endIndex - position) / max(1, width) else {
            throw .unreadableArtifact("a list of \(count) does not fit into what is left")
        }
        return count
    }

    /// How many elements of at least `width` bytes follow.
    mutating func listCount(of width: Int) throws(ForecastingError) -> Int { try count(of: width) }

    mutating func list() throws(ForecastingError) -> [UInt8] { Array(try take(count(of: 1))) }

    mutating func text() throws(ForecastingError) -> String {
        guard let text = String(validating: try take(count(of: 1)), as: UTF8.self) else {
            throw .unreadableArtifact("a name is not UTF-8")
        }
        return text
    }

    mutating func doubles() throws(ForecastingError) -> [Double] {
        try numbers(count(of: 8), UInt64.self).map { Double(bitPattern: $0) }
    }

    mutating func floats() throws(ForecastingError) -> [Float] {
        try numbers(count(of: 4), UInt32.self).map { Float(bitPattern: $0) }
    }

    /// A member of an enumeration, by its raw value.
    mutating func member<Value: RawRepresentable<String>>(_ type: Value.Type) throws(ForecastingError) -> Value {
        let name = try text()
        guard let value = Value(rawValue: name) else {
            throw .unreadableArtifact("\(name) is no \(Value.self) that is known here")
        }
        return value
    }
}
