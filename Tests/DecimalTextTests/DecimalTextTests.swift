import DecimalText
import TestSupport
import Testing

@Suite struct DecimalTextTests {
    /// What Go 1.19 prints with `strconv.FormatFloat(x, 'g', -1, 64)`.
    @Test(
        arguments: [
            (0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (100, "100"), (123_456, "123456"), (999_999, "999999"),
            (1e6, "1e+06"), (1_234_567, "1.234567e+06"), (1.5e9, "1.5e+09"), (0.1, "0.1"), (1.25, "1.25"),
            (0.0001, "0.0001"),
            (0.000123, "0.000123"), (0.00001, "1e-05"), (4.6e-7, "4.6e-07"), (121.35300000000001, "121.35300000000001"),
            (1.7976931348623157e308, "1.7976931348623157e+308"), (1e100, "1e+100"),
            (1.8446744073709552e19, "1.8446744073709552e+19"),
            (0.3, "0.3"), (0.1 + 0.2, "0.30000000000000004"), (123456.789, "123456.789"), (.nan, "NaN"),
            (.infinity, "+Inf"),
            (-.infinity, "-Inf"), (12345.67890625, "12345.67890625"), (.leastNonzeroMagnitude, "5e-324"),
        ] as [(Double, String)]
    )
    func writesNumbersAsGoDoes(value: Double, text: String) {
        #expect(written(value, .go) == text)
    }

    @Test(
        arguments: [
            (0, "0"), (1_579_355_130, "1579355130"), (24.94, "24.94"), (-1e6, "-1000000"), (1e15, "1e+15"),
            (1e-5, "1e-05"),
            (123_456_789_012_345, "123456789012345"), (1_795_455_495.25, "1795455495.25"),
        ] as [(Double, String)]
    )
    func writesWholeNumbersInFullWhenAsked(value: Double, text: String) {
        #expect(written(value, .plain) == text)
    }

    @Test(
        arguments: [(0, "0"), (-7, "-7"), (.max, "9223372036854775807"), (.min, "-9223372036854775808")]
            as [(Int64, String)]
    )
    func writesAndReadsWholeNumbers(value: Int64, text: String) {
        var bytes: [UInt8] = []
        DecimalText.append(value, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        #expect(bytes.withUnsafeBufferPointer(DecimalText.integer) == value)
    }

    @Test(arguments: [
        "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1 ", " 1", "0x10", "inf", "nan", "1_000", "1,5", "--1", "1e5.5",
        "é",
        "1e400", "-1e999999999999999999999",
    ])
    func refusesWhatIsNoNumber(text: String) {
        #expect(read(text) == nil)
    }

    @Test(arguments: [
        "", "-", "1.0", "9223372036854775808", "-9223372036854775809", "99999999999999999999", "1e3", " 1",
    ])
    func refusesWhatIsNoWholeNumber(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer(DecimalText.integer) == nil)
    }

    @Test(arguments: [
        "1", "+1", "1.", ".5", "-.5e1", "00012", "1E3", "1e-400", "9007199254740993", "0.1",
        "123456789012345678901234567890",
        "2.2250738585072011e-308", "179769313486231570000000000000000000000e270", "0.000000000000000000000000000001",
        "9007199254740992e22", "9007199254740992e23", "1e22", "1e23", "18446744073709551616", "99999999999999999999e-5",
    ])
    func readsTheNearestDouble(text: String) throws {
        let expected = try #require(Double(text.hasSuffix(".") ? text + "0" : text))
        #expect(read(text)?.bitPattern == expected.bitPattern)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func whatIsWrittenReadsBackWithTheSameBits(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<5_000 {
            let bits = Double(bitPattern: random.next())
            let whole = Double(Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &random))
            for value in [bits, whole, whole / 100, whole / 1e9, whole * 1e3] where value.isFinite {
                #expect(read(written(value, .go))?.bitPattern == value.bitPattern)
                #expect(read(written(value, .plain))?.bitPattern == value.bitPattern)
                #expect(significantDigits(written(value, .go)) == significantDigits(value.description))
            }
        }
    }

    /// The digits without zeros at the ends: Swift's own text is the shortest, too.
    private func significantDigits(_ text: String) -> String {
        var digits = text.prefix { $0 != "e" }.filter(\.isNumber)[...]
        while digits.first == "0" { digits.removeFirst() }
        while digits.last == "0" { digits.removeLast() }
        return String(digits)
    }

    private func written(_ value: Double, _ style: DecimalText.Style) -> String {
        var bytes: [UInt8] = []
        DecimalText.append(value, style: style, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func read(_ text: String) -> Double? {
        Array(text.utf8).withUnsafeBufferPointer(DecimalText.number)
    }
}
