import ProcFS
import TestSupport
import Testing

@Suite struct KernelTextTests {
    @Test func takesFieldsAndLines() {
        withText("cpu0  1 2\n\nlast line") { text in
            var rest = text
            var line = rest.nextLine() ?? .empty
            let (name, one, two, end) = (line.nextField(), line.nextUnsigned(), line.nextUnsigned(), line.nextField())
            #expect(name?.string == "cpu0")
            #expect(one == 1 && two == 2)
            #expect(end == nil)
            let (empty, last, none) = (rest.nextLine(), rest.nextLine(), rest.nextLine())
            #expect(empty?.isEmpty == true)
            #expect(last?.string == "last line")
            #expect(none == nil)
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("18446744073709551615", UInt64.max), ("18446744073709551616", nil), ("-1", nil), ("", nil),
            ("12a", nil), (" 1", nil),
        ] as [(String, UInt64?)]
    )
    func readsWholeNumbers(text: String, expected: UInt64?) {
        #expect(withText(text) { $0.unsigned } == expected)
    }

    @Test(
        arguments: [
            ("-9223372036854775808", Int64.min), ("9223372036854775807", .max), ("9223372036854775808", nil),
            ("-", nil),
            ("-0", 0),
        ] as [(String, Int64?)]
    )
    func readsSignedNumbers(text: String, expected: Int64?) {
        #expect(withText(text) { $0.signed } == expected)
    }

    @Test(
        arguments: [("0x1003", 0x1003), ("ff", 255), ("ffffffffffffffff", UInt64.max), ("0x", nil), ("g", nil)]
            as [(String, UInt64?)]
    )
    func readsHexadecimalNumbers(text: String, expected: UInt64?) {
        #expect(withText(text) { $0.hexadecimal } == expected)
    }

    @Test(arguments: [
        "0.20", "-0.25", "1e-3", "123456789.123456789", "18446744073709551616", "0.1", "4.9e-324",
        "1.7976931348623157e308",
        "+Inf", "-Inf", "0.30000000000000004", "12.", "1e400",
    ])
    func readsNumbersAsSwiftDoes(text: String) throws {
        let expected = try #require(Double(text == "12." ? "12" : text.replacing("Inf", with: "infinity")) ?? .infinity)
        #expect(withText(text) { $0.number } == expected)
    }

    @Test(arguments: ["", "-", ".", "abc", "1.2.3", "0x10", "1 ", "1,5"])
    func refusesWhatIsNoNumber(text: String) {
        #expect(withText(text) { $0.number } == nil)
    }

    @Test(arguments: 0..<500 as Range<UInt64>)
    func readsRandomDecimalsExactly(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let value = Double(Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &random)) / 1_000
        #expect(withText("\(value)") { $0.number } == value)
    }

    @Test func splitsAtBytes() {
        withText("eth0:1: 5") { text in
            #expect(text.split(at: 0x3a)?.tail.string == "1: 5")
            #expect(text.lastIndex(of: 0x3a) == 6)
            #expect(text.split(at: 0x21) == nil)
        }
    }

    @Test func comparesWithLiterals() {
        withText("MemFree:") { text in
            #expect(text == "MemFree:")
            #expect(text.hasPrefix("Mem"))
            #expect(text.removingSuffix(":")?.string == "MemFree")
            #expect(text.removingPrefix("Swap") == nil)
            #expect(!text.hasSuffix("a longer text than that"))
        }
    }
}
