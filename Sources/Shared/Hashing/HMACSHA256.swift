/// A keyed hash: proof that a message comes from someone who has the key.
///
/// Source: RFC 2104, with SHA-256.
public enum HMACSHA256 {
    /// The 32 bytes of the code of `message` under `key`.
    ///
    /// - Complexity: O(n).
    public static func code(for message: some Sequence<UInt8>, key: some Sequence<UInt8>) -> [UInt8] {
        var block = Array(key)
        if block.count > PaddedMessage.blockSize {
            block = SHA256.hash(block)
        }
        block.append(contentsOf: repeatElement(0, count: PaddedMessage.blockSize - block.count))
        let inner = SHA256.hash(block.map { $0 ^ 0x36 } + Array(message))
        return SHA256.hash(block.map { $0 ^ 0x5C } + inner)
    }

    /// Whether `code` is that of `message` under `key`, in a time that does not tell where they differ.
    public static func isValid(
        _ code: some Sequence<UInt8>,
        for message: some Sequence<UInt8>,
        key: some Sequence<UInt8>
    ) -> Bool {
        let (given, expected) = (Array(code), self.code(for: message, key: key))
        guard given.count == expected.count else { return false }
        return zip(given, expected).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
