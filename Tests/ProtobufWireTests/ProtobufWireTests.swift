import ProtobufWire
import Testing

@Suite struct ProtobufWireTests {
    private func fields(_ bytes: [UInt8]) throws -> [ProtobufReader.Field] {
        try bytes.withUnsafeBufferPointer { buffer in
            var reader = ProtobufReader(buffer)
            var fields: [ProtobufReader.Field] = []
            while let field = try reader.next() { fields.append(field) }
            return fields
        }
    }

    private func varints(_ bytes: [UInt8]) throws -> [UInt64] {
        try bytes.withUnsafeBufferPointer { buffer in
            var reader = ProtobufReader(buffer)
            var numbers: [UInt64] = []
            while !reader.isAtEnd { numbers.append(try reader.varint()) }
            return numbers
        }
    }

    @Test func readsTheExampleOfTheDocumentation() throws {
        let found = try fields([0x08, 0x96, 0x01])
        #expect(found.map(\.number) == [1])
        #expect(found.map(\.value) == [.varint(150)])
    }

    @Test func readsWhatWasWritten() throws {
        var writer = ProtobufWriter()
        writer.signed(1, -1)
        writer.double(2, 0.5)
        writer.text(3, "é")
        writer.message(4) { $0.varint(536_870_911, .max) }
        writer.packed(5, [1, 300])
        writer.packed(6, [])
        let found = try fields(writer.bytes)
        #expect(found.map(\.number) == [1, 2, 3, 4, 5])
        #expect(found[0].value == .varint(.max))
        #expect(found[1].value == .fixed64(0.5.bitPattern))
        guard case .bytes(let text) = found[2].value, case .bytes(let message) = found[3].value,
            case .bytes(let packed) = found[4].value
        else {
            Issue.record("not three fields of bytes: \(found)")
            return
        }
        #expect(writer.bytes[text].elementsEqual("é".utf8))
        #expect(try fields(Array(writer.bytes[message])).map(\.value) == [.varint(.max)])
        #expect(try varints(Array(writer.bytes[packed])) == [1, 300])
    }

    @Test(arguments: [(0, 0), (1, -1), (2, 1), (0xFFFF_FFFF_FFFF_FFFF, Int64.min)] as [(UInt64, Int64)])
    func readsZigzag(wire: UInt64, value: Int64) {
        #expect(ProtobufReader.zigzag(wire) == value)
    }

    @Test(
        arguments: [
            ([0x08], "a varint", 1),
            ([0x08, 0x80], "a varint", 1),
            ([0x08] + Array(repeating: 0xFF, count: 12), "a varint", 1),
            ([0x09, 1, 2], "8 bytes", 1),
            ([0x0D, 1], "4 bytes", 1),
            ([0x0A, 0x05, 1], "a length up to 1, not 5,", 1),
            (
                [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
                "a length up to 0, not \(UInt64.max),", 1
            ),
            ([0x02, 0x00], "a field number", 0),
            ([0x0B], "a wire type", 0),
        ] as [([UInt8], String, Int)]
    )
    func refusesWhatIsNoMessage(bytes: [UInt8], expected: String, offset: Int) {
        #expect(throws: ProtobufError(expected: expected, offset: offset)) { try fields(bytes) }
    }
}
