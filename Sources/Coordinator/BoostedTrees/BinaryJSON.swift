/// A value of Universal Binary JSON, as far as XGBoost writes it.
///
/// Source: the specification at ubjson.org, draft 12, and `UBJReader` in XGBoost's `src/common/json.cc`.
indirect enum BinaryJSON {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([BinaryJSON])
    case integers([Int64])
    case floats([Float])
    case object([String: BinaryJSON])

    /// The member of an object; `nil` when there is none, or this is no object.
    subscript(name: String) -> BinaryJSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// Reads one value that fills all of `bytes`.
    ///
    /// - Throws: ``XGBoostError`` with the position where the bytes cannot be understood.
    init(parsing bytes: [UInt8]) throws(XGBoostError) {
        var reader = Reader(bytes: bytes)
        self = try reader.value(marker: reader.byte(), depth: 0)
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        func failure(_ reason: String) -> XGBoostError {
            XGBoostError(call: "reading the ensemble", message: "\(reason) at byte \(position)")
        }

        mutating func byte() throws(XGBoostError) -> UInt8 {
            guard position < bytes.count else { throw failure("the end came too soon") }
            defer { position += 1 }
            return bytes[position]
        }

        /// A big-endian integer of `width` bytes, not yet signed.
        mutating func raw(_ width: Int) throws(XGBoostError) -> UInt64 {
            guard width <= bytes.count - position else { throw failure("the end came too soon") }
            var result: UInt64 = 0
            for offset in 0..<width { result = result << 8 | UInt64(bytes[position + offset]) }
            position += width
            return result
        }

        mutating func integer(_ marker: UInt8) throws(XGBoostError) -> Int64 {
            switch marker {
            case UInt8(ascii: "i"): try Int64(Int8(truncatingIfNeeded: raw(1)))
            case UInt8(ascii: "U"): try Int64(raw(1))
            case UInt8(ascii: "I"): try Int64(Int16(truncatingIfNeeded: raw(2)))
            case UInt8(ascii: "l"): try Int64(Int32(truncatingIfNeeded: raw(4)))
            case UInt8(ascii: "L"): try Int64(truncatingIfNeeded: raw(8))
            default: throw failure("no integer")
            }
        }

        mutating func length() throws(XGBoostError) -> Int {
            let count = try integer(byte())
            guard count >= 0, count <= bytes.count else { throw failure("an impossible length of \(count)") }
            return Int(count)
        }

        mutating func text() throws(XGBoostError) -> String {
            let count = try length()
            guard count <= bytes.count - position else { throw failure("the end came too soon") }
            defer { position += count }
            return String(decoding: bytes[position..<position + count], as: UTF8.self)
        }

        mutating func value(marker: UInt8, depth: Int) throws(XGBoostError) -> BinaryJSON {
            guard depth < 64 else { throw failure("too deep") }
            switch marker {
            case UInt8(ascii: "Z"): return .null
            case UInt8(ascii: "T"): return .boolean(true)
            case UInt8(ascii: "F"): return .boolean(false)
            case UInt8(ascii: "d"): return try .number(Double(Float(bitPattern: UInt32(raw(4)))))
            case UInt8(ascii: "D"): return try .number(Double(bitPattern: raw(8)))
            case UInt8(ascii: "S"): return try .string(text())
            case UInt8(ascii: "["): return try array(depth: depth)
            case UInt8(ascii: "{"): return try object(depth: depth)
            default: return try .integer(integer(marker))
            }
        }

        mutating func array(depth: Int) throws(XGBoostError) -> BinaryJSON {
            var marker = try byte()
            if marker == UInt8(ascii: "$") {
                let type = try byte()
                guard try byte() == UInt8(ascii: "#") else { throw failure("a typed array without a length") }
                let count = try length()
                if type == UInt8(ascii: "d") {
                    var floats: [Float] = []
                    floats.reserveCapacity(count)
                    for _ in 0..<count { floats.append(Float(bitPattern: UInt32(try raw(4)))) }
                    return .floats(floats)
                }
                var integers: [Int64] = []
                integers.reserveCapacity(count)
                for _ in 0..<count { integers.append(try integer(type)) }
                return .integers(integers)
            }
            var elements: [BinaryJSON] = []
            if marker == UInt8(ascii: "#") {
                for _ in 0..<(try length()) { elements.append(try value(marker: byte(), depth: depth + 1)) }
                return .array(elements)
            }
            while marker != UInt8(ascii: "]") {
                elements.append(try value(marker: marker, depth: depth + 1))
                marker = try byte()
            }
            return .array(elements)
        }

        mutating func object(depth: Int) throws(XGBoostError) -> BinaryJSON {
            var members: [String: BinaryJSON] = [:]
            while true {
                guard position < bytes.count else { throw failure("the end came too soon") }
                if bytes[position] == UInt8(ascii: "}") {
                    position += 1
                    return .object(members)
                }
                let name = try text()
                members[name] = try value(marker: byte(), depth: depth + 1)
            }
        }
    }
}
