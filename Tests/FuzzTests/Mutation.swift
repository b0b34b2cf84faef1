import Foundation
import TestSupport

/// Good inputs, made bad in as many ways as are asked for, the same ones each time.
struct Mutation {
    /// How many inputs each parser gets: `FUZZ_COUNT` in the environment, and without it few, to be quick.
    static var count: Int { ProcessInfo.processInfo.environment["FUZZ_COUNT"].flatMap { Int($0) } ?? 4_000 }

    /// What parsers are likely to stumble over.
    private static let words: [[UInt8]] =
        [
            "", "\0", "\n", "\r\n", "\"", "\\", ",", "{", "}", "[", "]", ":", "- ", "&a ", "*a", "!!", "NaN", "+Inf",
            "-Inf",
            "1e999", "-0", "9223372036854775808", "99999999999999999999", "timestamp", "# TYPE", "# EOF", "--b",
            "--b--",
            "\u{FEFF}", "\u{2028}", "é", "\\ud800", "\\u0000", "=", ";", "name=", "\t",
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC0, 0x80], [0x80], [0xED, 0xA0, 0x80], Array(repeating: 0xFF, count: 10),
        ]

    private let corpus: [[UInt8]]
    private var random: SplitMix64

    init(of corpus: [[UInt8]], seed: UInt64) {
        self.corpus = corpus
        random = SplitMix64(seed: seed)
    }

    /// The next input.
    mutating func next() -> [UInt8] {
        var bytes = any(corpus)
        for _ in 0..<Int.random(in: 1...6, using: &random) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let length = min(Int.random(in: 1...32, using: &random), bytes.count - place)
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 2: bytes.removeSubrange(place..<place + length)
        case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
        case 4: bytes.insert(contentsOf: any(Self.words), at: place)
        case 5: bytes.removeSubrange(place...)
        case 6:
            let other = any(corpus)
            let cut = Int.random(in: 0...other.count, using: &random)
            bytes = Array(bytes[..<place]) + Array(other[cut...])
        default:
            let word = any(Self.words)
            let times = Int.random(in: 1...64, using: &random)
            bytes.insert(contentsOf: repeatElement(word, count: times).joined(), at: place)
        }
        if bytes.count > 64 << 10 { bytes.removeSubrange((64 << 10)...) }
    }

    private mutating func any(_ choices: [[UInt8]]) -> [UInt8] { choices.randomElement(using: &random) ?? [] }
}
