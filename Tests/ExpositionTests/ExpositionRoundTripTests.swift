import Exposition
import MetricModel
import TestSupport
import Testing

@Suite struct ExpositionRoundTripTests {
    @Test(arguments: 0..<500 as Range<UInt64>)
    func openMetricsReadsBackWhatWasWritten(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let families = RandomPage.families(using: &random)
        #expect(try OpenMetrics.parse(OpenMetrics.write(families)) == families)
    }

    /// The text format has no name for infos, state sets and gauge histograms, and trims spaces before a help text.
    @Test(arguments: 0..<500 as Range<UInt64>)
    func theTextFormatReadsBackWhatItCanSay(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let families = RandomPage.families(using: &random)
        let parsed = try TextFormat.parse(TextFormat.write(families))
        #expect(parsed.map(\.name) == families.map(\.name))
        #expect(parsed.map(\.samples) == families.map(\.samples))
        #expect(try TextFormat.parse(TextFormat.write(parsed)) == parsed)
    }

    /// Whatever is done to a page, it is read or refused, and what is read can be written and read again.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func damagedPagesTrapNothing(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let page = Array(try #require(Fixture.bytes("node_exporter-1.5.0.txt")).prefix(3_000))
        let other = OpenMetrics.write(RandomPage.families(using: &random))
        for _ in 0..<200 {
            let damaged = mutated(Bool.random(using: &random) ? page : other, using: &random)
            if let families = try? TextFormat.parse(damaged) {
                let again = try TextFormat.parse(TextFormat.write(families))
                #expect(again.map(\.name) == families.map(\.name))
            }
            _ = try? OpenMetrics.parse(damaged)
        }
    }

    private func mutated(_ page: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var page = page
        for _ in 0..<Int.random(in: 1...8, using: &random) where !page.isEmpty {
            let position = Int.random(in: 0..<page.count, using: &random)
            let special = Array("\n\r\t \"\\{}=,#eE+-.0".utf8) + [0, 0x7F, 0x80, 0xC3, 0xFF]
            switch Int.random(in: 0..<5, using: &random) {
            case 0: page[position] = UInt8.random(in: 0...255, using: &random)
            case 1: page.insert(special.randomElement(using: &random) ?? 0, at: position)
            case 2: page.remove(at: position)
            case 3: page.removeLast(page.count - position)
            default:
                let end = min(page.count, position + Int.random(in: 1...80, using: &random))
                page.insert(contentsOf: page[position..<end], at: Int.random(in: 0..<page.count, using: &random))
            }
        }
        return page
    }
}
