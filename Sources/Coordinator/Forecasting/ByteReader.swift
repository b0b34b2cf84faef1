/// Takes from bytes what ``ByteWriter`` put there; every length is checked before memory is taken.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    private mutating func take(_ count: Int) throws(ForecastingError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - position else {
            throw .unreadableArtifact("it ends at byte \(bytes.count), within a value")
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(ForecastingError) -> Value {
        try take(Value.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }

    mutating func double() throws(ForecastingError) -> Double { Double(bitPattern: try integer(UInt64.self)) }

    private mutating func count(of width: Int) throws(ForecastingError) -> Int {
        let count = Int(try integer(UInt32.self))
        guard count <= (bytes.count - position) / max(1, width) else {
            throw .unreadableArtifact("a list of \(count) does not fit into what is left")
        }
        return count
    }

    /// How many elements of at least `width` bytes follow.
    mutating func listCount(of width: Int) throws(ForecastingError) -> Int { try count(of: width) }

    mutating func list() throws(ForecastingError) -> [UInt8] { Array(try take(count(of: 1))) }

    mutating func text() throws(ForecastingError) -> String {
        guard let text = String(validating: try list(), as: UTF8.self) else {
            throw .unreadableArtifact("a name is not UTF-8")
        }
        return text
    }

    mutating func doubles() throws(ForecastingError) -> [Double] {
        var list: [Double] = []
        for _ in 0..<(try count(of: 8)) { list.append(try double()) }
        return list
    }

    mutating func floats() throws(ForecastingError) -> [Float] {
        var list: [Float] = []
        for _ in 0..<(try count(of: 4)) { list.append(Float(bitPattern: try integer(UInt32.self))) }
        return list
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
