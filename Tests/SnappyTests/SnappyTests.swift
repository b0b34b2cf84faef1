import Snappy
import Testing

@Suite struct SnappyTests {
    @Test(
        arguments: [[], [7], Array(repeating: 42, count: 100_000), (0..<10_000).map { UInt8($0 * $0 % 251) }]
            as [[UInt8]]
    )
    func decompressingUndoesCompressing(bytes: [UInt8]) throws {
        let block = try Snappy.compress(bytes)
        #expect(try Snappy.decompress(block, limit: bytes.count) == bytes)
    }

    @Test func readsABlockOfTheFormatsDescription() throws {
        // A length of 6, two literal bytes, and a copy of four bytes from two bytes back.
        #expect(try Snappy.decompress([6, 0x04, 0x61, 0x62, 0x01, 0x02] as [UInt8], limit: 6) == Array("ababab".utf8))
    }

    @Test func refusesABlockThatDeclaresMoreThanAllowed() throws {
        // Four gigabytes are declared in five bytes; they are not allocated.
        #expect(throws: SnappyError.tooLarge(count: 4_294_967_295, limit: 1_000)) {
            try Snappy.decompress([0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x00] as [UInt8], limit: 1_000)
        }
    }

    @Test(arguments: [[], [0x80], [10, 0x04, 0x61], [4, 0x01, 0x09]] as [[UInt8]])
    func refusesWhatIsNoBlock(bytes: [UInt8]) {
        #expect(throws: SnappyError.malformed(byteCount: bytes.count)) {
            try Snappy.decompress(bytes, limit: 1_000)
        }
    }

    @Test func readsASliceAndALazyCollectionAlike() throws {
        let block = try Snappy.compress(Array("slice".utf8))
        #expect(try Snappy.decompress(([0] + block)[1...], limit: 5) == Array("slice".utf8))
        #expect(try Snappy.decompress(block.lazy.map { $0 }, limit: 5) == Array("slice".utf8))
    }
}
