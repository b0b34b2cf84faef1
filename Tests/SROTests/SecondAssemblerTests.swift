import SRO
import Store
import Testing

@Suite struct SecondAssemblerTests {
    private static let gauge = SeriesColumn(name: "node_load1", kind: .gauge)
    private static let counter = SeriesColumn(name: "node_forks_total", kind: .counter)

    private func page(_ gauge: Double?, _ counter: Double?) -> ScrapedPage {
        let gauges = gauge.map { [ScrapedPage.Entry(column: Self.gauge, value: $0)] } ?? []
        let counters = counter.map { [ScrapedPage.Entry(column: Self.counter, value: $0)] } ?? []
        return ScrapedPage(entries: gauges + counters)
    }

    @Test func aSecondIsHandedOutAsSoonAsAllIsThere() {
        var assembler = SecondAssembler(targetCount: 2)
        _ = assembler.add(page(1, nil), target: 0, second: 100)
        _ = assembler.add(page(nil, 7), target: 1, second: 100)
        let early = assembler.take(at: 100_900)
        #expect(early.isEmpty)
        assembler.add(kpi: 50, second: 100, at: 101_050)
        let rows = assembler.take(at: 101_050)
        #expect(rows.map(\.second) == [100])
        #expect(rows.map(\.values) == [[1, 7]])
        #expect(rows.map(\.kpi) == [50])
        let again = assembler.take(at: 101_060)
        #expect(again.isEmpty)
    }

    @Test func aTargetThatFailsIsNotWaitedFor() throws {
        var assembler = SecondAssembler(targetCount: 2)
        _ = assembler.add(page(1, nil), target: 0, second: 100)
        _ = assembler.add(nil, target: 1, second: 100)
        assembler.add(kpi: 50, second: 100, at: 101_050)
        let rows = assembler.take(at: 101_050)
        let row = try #require(rows.first)
        #expect(row.values == [1])
    }

    @Test func aKPIThatStaysAwayIsWaitedForOnlyForAWhile() throws {
        var assembler = SecondAssembler(targetCount: 1, patience: 1200)
        _ = assembler.add(page(1, nil), target: 0, second: 100)
        let early = assembler.take(at: 102_100)
        #expect(early.isEmpty)
        let rows = assembler.take(at: 102_300)
        let row = try #require(rows.first)
        #expect(row.second == 100)
        #expect(row.kpi.isNaN)
    }

    @Test func secondsComeInOrderAndOnce() {
        var assembler = SecondAssembler(targetCount: 1)
        for second in [101, 100, 102] as [Int64] { _ = assembler.add(page(1, nil), target: 0, second: second) }
        assembler.add(kpi: 5, second: 101, at: 102_000)
        let first = assembler.take(at: 102_000)
        #expect(first.map(\.second) == [100, 101])
        _ = assembler.add(page(9, nil), target: 0, second: 101)
        assembler.add(kpi: 5, second: 100, at: 102_100)
        let rest = assembler.take(at: 110_000)
        #expect(rest.map(\.second) == [102])
    }

    @Test func aGaugeIsKnownForAWhileAndACounterIsNot() {
        var assembler = SecondAssembler(targetCount: 1)
        _ = assembler.add(page(1, 7), target: 0, second: 100)
        for second in 101...104 as ClosedRange<Int64> { _ = assembler.add(nil, target: 0, second: second) }
        let rows = assembler.take(at: 200_000)
        #expect(rows.map { $0.values[0].isNaN } == [false, false, false, true, true])
        #expect(rows.map { $0.values[1].isNaN } == [false, true, true, true, true])
    }

    @Test func aSeriesThatComesLaterKeepsThePlacesOfTheOthers() {
        var assembler = SecondAssembler(targetCount: 1)
        _ = assembler.add(page(nil, 7), target: 0, second: 100)
        _ = assembler.take(at: 200_000)
        _ = assembler.add(page(1, 8), target: 0, second: 101)
        let rows = assembler.take(at: 300_000)
        #expect(rows.map(\.values) == [[8, 1]])
        #expect(assembler.columns == [Self.counter, Self.gauge])
    }

    @Test func rowsOfThePastAndTheFutureMakeNoSeconds() {
        var assembler = SecondAssembler(targetCount: 0)
        assembler.add(kpi: 1, second: 10, at: 100_000)
        assembler.add(kpi: 1, second: 1_000, at: 100_000)
        let rows = assembler.take(at: 100_000)
        #expect(rows.isEmpty)
    }

    @Test func aClockThatStepsBackStartsAnew() {
        var assembler = SecondAssembler(targetCount: 1)
        _ = assembler.add(page(1, nil), target: 0, second: 10_000)
        _ = assembler.take(at: 20_000_000)
        let late = assembler.add(page(1, nil), target: 0, second: 9_999)
        #expect(!late)
        let hasSteppedBack = assembler.add(page(2, nil), target: 0, second: 6_400)
        #expect(hasSteppedBack)
        assembler.add(kpi: 3, second: 6_400, at: 6_401_000)
        let rows = assembler.take(at: 6_401_000)
        #expect(rows.map(\.second) == [6_400])
    }
}
