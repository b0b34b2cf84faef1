import Collectors
import ProcFS
import TestSupport
import Testing

@Suite struct ExpositionTextTests {
    private func text(of value: Double) -> String {
        var text = ExpositionText()
        text.append(value)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            (0, "0"), (-3, "-3"), (905.48, "905.48"), (0.001, "0.001"), (1.5, "1.5"), (84.058, "84.058"),
            (9_007_199_254_740_991, "9007199254740991"), (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (10.000001, "10.000001"), (-0.05, "-0.05"),
        ] as [(Double, String)]
    )
    func writesShortNumbers(value: Double, expected: String) {
        #expect(text(of: value) == expected)
    }

    @Test(arguments: 0..<2_000 as Range<UInt64>)
    func writesNumbersThatReadBackTheSame(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
        guard value.isFinite else { return }
        #expect(try #require(Double(text(of: value))) == value)
        let small = Double(Int64.random(in: -1_000_000...1_000_000, using: &random)) * 0.001
        #expect(try #require(Double(text(of: small))) == small)
    }

    @Test func escapesLabelsAndReplacesARunOfBadBytes() {
        let page = SamplePage()
        page.family("a", .gauge, #"Back\slash."#)
        page.label("x", bytes: Array("q\"b\\n\né€𝄞".utf8) + [0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]).label("y", "z").add(
            1.0
        )
        var text = ExpositionText()
        text.append(page)
        let expected = #"""
            # HELP a Back\\slash.
            # TYPE a gauge
            a{x="q\"b\\n\né€𝄞\#u{fffd}",y="z"} 1

            """#
        #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
    }

    @Test func leavesOutWhatIsNotWanted() {
        let page = SamplePage(keeping: [Array("b".utf8)])
        page.family("a", .gauge, "A.")
        page.label("x", "1").add(1.0)
        page.family("b", .counter, "B.")
        page.label("x", "2").add(2.0)
        var text = ExpositionText()
        text.append(page)
        #expect(String(decoding: text.bytes, as: UTF8.self) == "# HELP b B.\n# TYPE b counter\nb{x=\"2\"} 2\n")
    }
}
