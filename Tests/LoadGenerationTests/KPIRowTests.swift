import LoadGeneration
import Testing

@Suite struct KPIRowTests {
    @Test func writesMillisecondsAndLeavesUnknownCellsEmpty() {
        let row = KPIRow(
            second: 1_579_355_129,
            reads: .init(p50: 0.25, p95: 1.5, p99: 1234.567),
            writes: nil,
            operations: 41
        )
        #expect(row.csv == "1579355129,0.250,1.500,1234.567,,,,41")
        #expect(row.csv.split(separator: ",", omittingEmptySubsequences: false).count == 8)
        #expect(KPIRow.header.split(separator: ",").count == 8)
    }

    @Test func operationsCountForTheSecondInWhichTheyEnded() {
        var accumulator = KPIAccumulator(from: 10)
        accumulator.add(.read, latency: .milliseconds(5), atMilliseconds: 10_999, isAnswered: true)
        accumulator.add(.write, latency: .milliseconds(7), atMilliseconds: 12_000, isAnswered: true)
        let rows = accumulator.takeRows(before: 13)
        #expect(rows.map(\.second) == [10, 11, 12])
        #expect(rows.map(\.operations) == [1, 0, 1])
        #expect(rows[0].reads?.p99 == 5)
        #expect(rows[0].writes == nil && rows[1].reads == nil && rows[2].reads == nil)
    }

    @Test func lateOperationsCountForTheFirstOpenSecond() {
        var accumulator = KPIAccumulator(from: 10)
        #expect(accumulator.takeRows(before: 12).count == 2)
        accumulator.add(.read, latency: .milliseconds(5), atMilliseconds: 10_500, isAnswered: true)
        #expect(accumulator.takeRows(before: 13).map(\.operations) == [1])
    }

    @Test func operationsThatWereGivenUpCountForTheLatencyAlone() {
        var accumulator = KPIAccumulator(from: 10)
        accumulator.add(.read, latency: .seconds(21), atMilliseconds: 10_500, isAnswered: false)
        let rows = accumulator.takeRows(before: 11)
        #expect(rows[0].operations == 0)
        #expect((rows[0].reads?.p99 ?? 0) > 20_000)
    }

    @Test func absurdTimesNeitherTrapNorMakeMillionsOfRows() {
        var accumulator = KPIAccumulator(from: 10)
        accumulator.add(.read, latency: .seconds(-5), atMilliseconds: .min, isAnswered: true)
        accumulator.add(.read, latency: .seconds(Int64.max / 2), atMilliseconds: 10_000, isAnswered: true)
        #expect(accumulator.takeRows(before: 4_000_000_000).count == 3600)
        #expect(accumulator.takeRows(before: 5).isEmpty)
    }
}
