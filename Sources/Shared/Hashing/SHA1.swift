/// The hash that MLO-V2 names its series by; not for anything that an attacker could gain from.
///
/// Source: FIPS 180-4, section 6.1.
public enum SHA1 {
    /// The 20 bytes of the hash of `message`.
    ///
    /// - Complexity: O(n).
    public static func hash(_ message: some Sequence<UInt8>) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        var schedule = [UInt32](repeating: 0, count: 80)
        PaddedMessage.withBytes(of: message) { bytes in
            PaddedMessage.forEachBlock(of: bytes) { absorb($0, into: &state, schedule: &schedule) }
        }
        return PaddedMessage.bytes(of: state)
    }

    /// The hash of `message` as 40 lower-case hexadecimal digits.
    public static func hexadecimal(_ message: some Sequence<UInt8>) -> String {
        Hexadecimal.text(of: hash(message))
    }

    private static func absorb(
        _ block: UnsafeBufferPointer<UInt8>,
        into state: inout [UInt32],
        schedule: inout [UInt32]
    ) {
        for index in 0..<16 {
            schedule[index] = PaddedMessage.word(index, of: block)
        }
        for index in 16..<80 {
            let mixed = schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16]
            schedule[index] = mixed << 1 | mixed >> 31
        }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for index in 0..<80 {
            let (mix, constant): (UInt32, UInt32) =
                switch index {
                case ..<20: (b & c | ~b & d, 0x5A82_7999)
                case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                case ..<60: (b & c | b & d | c & d, 0x8F1B_BCDC)
                default: (b ^ c ^ d, 0xCA62_C1D6)
                }
            let next = (a << 5 | a >> 27) &+ mix &+ e &+ constant &+ schedule[index]
            (e, d, c, b, a) = (d, c, b << 30 | b >> 2, a, next)
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
    }
}
