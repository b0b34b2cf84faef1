import KafkaTransport
import MetricModel
import Testing

@Suite struct RowAssemblerTests {
    private let a = SeriesID(name: "a", labels: ["instance": "one"])
    private let b = SeriesID(name: "b", labels: [])

    @Test func givesOutARowWhenAllItsValuesAreThere() {
        var rows = RowAssembler([SliceSeries(slice: 7, series: [b, a])])
        put(&rows, "a", ["instance": "one"], 100.25, 1)
        #expect(rows.takeRows().isEmpty)
        put(&rows, "b", [], 100.75, 2)
        let taken = rows.takeRows()
        #expect(taken.map(\.slice) == [7])
        #expect(taken.map(\.second) == [100])
        #expect(taken.map(\.values) == [[2, 1]])
    }

    @Test func marksWhatIsMissingWhenTheStreamGoesOn() throws {
        var rows = RowAssembler([SliceSeries(slice: 1, series: [a, b])], patience: 2)
        put(&rows, "a", ["instance": "one"], 100, 1)
        for second in 101...102 { put(&rows, "b", [], Double(second), 2) }
        #expect(rows.takeRows().isEmpty)
        put(&rows, "b", [], 103, 2)
        let row = try #require(rows.takeRows().first)
        #expect(row.second == 100)
        #expect(row.values[0] == 1 && row.values[1].isNaN)
        #expect(row.presentCount == 1)
        #expect(rows.counts.incompleteRows == 1)
    }

    @Test func ordersWhatComesOutOfOrderAndCountsTheRest() {
        var rows = RowAssembler(
            [SliceSeries(slice: 1, series: [a]), SliceSeries(slice: 2, series: [a, b])],
            patience: 1
        )
        put(&rows, "b", [], 101, 1)
        put(&rows, "b", [], 100, 2)
        put(&rows, "b", [], 100, 3)
        put(&rows, "a", ["instance": "one"], 100, 4)
        put(&rows, "a", ["instance": "one"], 99, 5)
        put(&rows, "c", [], 100, 6)
        append(&rows, "garbage")
        #expect(rows.takeRows().map(\.values) == [[4], [4, 3]])
        #expect(rows.counts.repeated == 1)
        #expect(rows.counts.late == 2)
        #expect(rows.counts.unrouted == 1)
        #expect(rows.counts.malformed == 1)
        #expect(rows.counts.messages == 7)
        #expect(rows.takeRows(before: 102).map(\.second) == [101])
    }

    @Test func isNotLedAstrayByAClockThatIsWrong() {
        var rows = RowAssembler([SliceSeries(slice: 1, series: [a, b])])
        var bytes: [UInt8] = []
        MetricMessage(name: "b", labels: [], timestampMilliseconds: 9_000_000, value: 1).encode(to: &bytes)
        bytes.withUnsafeBufferPointer { rows.append($0, publishedMilliseconds: 100_000) }
        put(&rows, "a", ["instance": "one"], 100, 1)
        put(&rows, "b", [], 100, 2)
        #expect(rows.takeRows().map(\.values) == [[1, 2]])
        #expect(rows.counts.future == 1)
    }

    @Test func survivesMoreNamesThanItHasRoomFor() {
        var rows = RowAssembler([SliceSeries(slice: 1, series: [a])], seriesCapacity: 100)
        for number in 0..<1_000 {
            put(&rows, "c", ["instance": "\(number)"], Double(number), 0)
            put(&rows, "a", ["instance": "one"], Double(number), Double(number))
        }
        #expect(rows.takeRows().map { $0.values[0] } == (0..<1_000).map(Double.init))
        #expect(rows.counts.unrouted == 1_000)
    }

    private func put(
        _ rows: inout RowAssembler,
        _ name: MetricName,
        _ labels: Labels,
        _ second: Double,
        _ value: Double
    ) {
        var bytes: [UInt8] = []
        let milliseconds = Int64(second * 1_000)
        let message = MetricMessage(name: name, labels: labels, timestampMilliseconds: milliseconds, value: value)
        message.encode(keepsMilliseconds: true, to: &bytes)
        bytes.withUnsafeBufferPointer { rows.append($0) }
    }

    private func append(_ rows: inout RowAssembler, _ text: String) {
        Array(text.utf8).withUnsafeBufferPointer { rows.append($0) }
    }
}
