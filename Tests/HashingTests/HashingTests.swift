import Hashing
import Testing

@Suite struct HashingTests {
    /// FIPS 180-4's examples.
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
    ])
    func sha1GivesThePublishedHashes(message: String, hash: String) {
        #expect(SHA1.hexadecimal(message.utf8) == hash)
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func sha256GivesThePublishedHashes(message: String, hash: String) {
        #expect(SHA256.hexadecimal(message.utf8) == hash)
    }

    @Test func aMillionLettersHaveThePublishedHashes() {
        let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(SHA1.hexadecimal(message) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
        #expect(
            SHA256.hexadecimal(message) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        )
    }

    @Test(arguments: 0...130)
    func aSequenceHashesAsItsArrayDoes(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
        #expect(SHA1.hash(AnySequence(bytes)) == SHA1.hash(bytes))
        #expect(SHA256.hash(AnySequence(bytes)) == SHA256.hash(bytes))
    }

    /// Every length about the padding's edges, hashed together; the expected values are Python's `hashlib`'s.
    @Test func allLengthsAgreeWithAnotherImplementation() {
        let messages = (0...130).map { length in (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) } }
        #expect(SHA1.hexadecimal(messages.flatMap(SHA1.hash)) == "c49ada15a78f955989fc22bd889719c249fc3041")
        #expect(
            SHA256.hexadecimal(messages.flatMap(SHA256.hash))
                == "181f875e1cd08d0506e432f8bd3a3523f5d0d033b838f6578d7913a15552d895"
        )
    }

    /// RFC 4231, test cases 1, 2, 3, 4, 6 and 7.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), [UInt8](repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array(
                """
                This is a test using a larger than block-size key and a larger than block-size data. The key needs to be \
                hashed before being used by the HMAC algorithm.
                """.utf8
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func hmacGivesThePublishedCodes(key: [UInt8], message: [UInt8], code: String) throws {
        #expect(Hexadecimal.text(of: HMACSHA256.code(for: message, key: key)) == code)
        let bytes = try #require(Hexadecimal.bytes(of: code))
        #expect(HMACSHA256.isValid(bytes, for: message, key: key))
        #expect(!HMACSHA256.isValid(bytes.dropLast(), for: message, key: key))
        #expect(!HMACSHA256.isValid(bytes, for: message + [0], key: key))
    }

    @Test func hexadecimalGoesBothWays() {
        #expect(Hexadecimal.text(of: [0x00, 0x9F, 0xFF]) == "009fff")
        #expect(Hexadecimal.bytes(of: "009FfF") == [0x00, 0x9F, 0xFF])
        #expect(Hexadecimal.bytes(of: "") == [])
        #expect(Hexadecimal.bytes(of: "abc") == nil)
        #expect(Hexadecimal.bytes(of: "zz") == nil)
    }
}
