import Recordings
import Testing

@Suite struct RecordingReaderTests {
    @Test(arguments: [
        "timestamp,a,b\n1,2,3\n4,5,\n", "timestamp,a,b\r\n1,2,3\r\n4,5,\r\n", "timestamp,a,b\n1,2,3\n4,5,",
        "\u{FEFF}timestamp,a,b\n1,2,3\n4,5,\n", "timestamp,a,b\n\n1,2,3\n\r\n4,5,\n\n\n",
        "\"timestamp\",\"a\",b\n\"1\",\"2\",\"3\"\n4,5,\"\"\n", "timestamp,a,b\n 1 ,2 ,\t3\n4,5, \n",
        "timestamp,a,b\n1.0,2.0,3e0\n4.75,5,NaN\n", "timestamp,a,b\n1,2,3\n4,5,+Inf\n",
        "timestamp,a,b\n1,+2,3.\n4,5,nan\n",
    ])
    func readsTheSameRowsHoweverTheyAreWritten(text: String) throws {
        let file = try TemporaryFile(text)
        let recording = try Recording(file: file.path)
        #expect(recording.names == ["a", "b"])
        #expect(recording.seconds == [1, 4])
        #expect(recording.columns[0] == [2, 5])
        #expect(recording.columns[1][0] == 3 && recording.columns[1][1].isNaN)
        #expect(recording.target.isEmpty)
    }

    @Test func theTimestampMayStandAnywhereAndHaveAnyName() throws {
        let file = try TemporaryFile("R_99,time,W_99\n1.5,1579355129,2.5\n")
        let recording = try Recording(file: file.path, timestampColumn: "time")
        #expect(recording.names == ["R_99", "W_99"])
        #expect(recording.seconds == [1_579_355_129])
        #expect(recording.columns == [[1.5], [2.5]])
    }

    @Test func millisecondsBecomeSeconds() throws {
        let file = try TemporaryFile("timestamp,a\n1579355129000,1\n1579355130999,2\n1579355131500.5,3\n")
        #expect(try Recording(file: file.path).seconds == [1_579_355_129, 1_579_355_130, 1_579_355_131])
    }

    @Test func namesMayHoldCommasQuotesAndLineEnds() throws {
        let file = try TemporaryFile(
            "timestamp,\"cpu{cpu=\"\"0\"\",mode=\"\"idle\"\"}\",\"two\nlines\"\n1,2,3\nx,2,3\n4,5,6\n"
        )
        var reader = try RecordingReader(file: file.path)
        #expect(reader.names == ["cpu{cpu=\"0\",mode=\"idle\"}", "two\nlines"])
        var values: [Double] = []
        let second = try reader.next(into: &values)
        #expect(second == 1)
        #expect(values == [2, 3])
        let error = #expect(throws: RecordingError.self) { _ = try Recording(file: file.path) }
        #expect(error == RecordingError(file: file.path, line: 4, column: "timestamp", .notATimestamp("x")))
    }

    @Test(
        arguments: [
            ("", 1, nil, .empty), ("\n\n", 1, nil, .empty),
            ("time,a\n1,2\n", 1, "timestamp", .missingColumn(found: ["time", "a"])),
            ("timestamp;a\n1;2\n", 1, "timestamp", .missingColumn(found: ["timestamp;a"])),
            ("timestamp,a,a\n1,2,3\n", 1, "a", .duplicateColumn),
            ("timestamp,a\n1,2\n2,fast\n", 3, "a", .notANumber("fast")),
            ("timestamp,a\n1,2\n2,0x10\n", 3, "a", .notANumber("0x10")),
            ("timestamp,a\n1,2\n2,1e999\n", 3, "a", .notANumber("1e999")),
            ("timestamp,a\n1,\"1\"\"\"\n", 2, "a", .notANumber("1\"")),
            ("timestamp,a\n,2\n", 2, "timestamp", .notATimestamp("")),
            ("timestamp,a\n2020-01-18T13:45:29Z,2\n", 2, "timestamp", .notATimestamp("2020-01-18T13:45:29Z")),
            ("timestamp,a\n-5,2\n", 2, "timestamp", .notATimestamp("-5")),
            ("timestamp,a\nNaN,2\n", 2, "timestamp", .notATimestamp("NaN")),
            ("timestamp,a\n1579355129000000,2\n", 2, "timestamp", .notATimestamp("1579355129000000")),
            ("timestamp,a\n99999999999999999999,2\n", 2, "timestamp", .notATimestamp("99999999999999999999")),
            ("timestamp,a\n5,1\n4,1\n", 3, "timestamp", .unsorted(second: 4, previous: 5)),
            ("timestamp,a\n5,1\n5,1\n", 3, "timestamp", .duplicateTimestamp(second: 5)),
            ("timestamp,a\n5.1,1\n5.9,1\n", 3, "timestamp", .duplicateTimestamp(second: 5)),
            ("timestamp,a\n5,1\n6\n7,1\n", 3, nil, .ragged(cells: 1, names: 2)),
            ("timestamp,a\n5,1,9\n", 2, nil, .ragged(cells: 3, names: 2)),
            ("timestamp,\"a\n5,1\n", 1, nil, .openQuote),
            ("t\0i\0", 1, nil, .wrongEncoding("NUL bytes, as in UTF-16")),
        ] as [(String, Int, String?, RecordingError.Problem)]
    )
    func namesTheLineAndColumnOfAFault(
        text: String,
        line: Int,
        column: String?,
        problem: RecordingError.Problem
    ) throws {
        let file = try TemporaryFile(text)
        let error = #expect(throws: RecordingError.self) { _ = try Recording(file: file.path) }
        #expect(error == RecordingError(file: file.path, line: line, column: column, problem))
        #expect(error?.description.hasPrefix("\(file.path):\(line): ") == true)
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x74, 0x00], nil, "the byte order mark of UTF-16"),
            ([0xFE, 0xFF, 0x00, 0x74], nil, "the byte order mark of UTF-16"),
            (
                Array("timestamp,K\u{E9}".unicodeScalars.map { UInt8($0.value) }) + [0x0A], "K\u{FFFD}",
                "bytes of another encoding"
            ),
            ([0x1F, 0x8B, 0x08, 0x00], nil, "gzip's magic number"),
        ] as [([UInt8], String?, String)]
    )
    func refusesAnotherEncoding(bytes: [UInt8], column: String?, found: String) throws {
        let file = try TemporaryFile(bytes)
        let error = #expect(throws: RecordingError.self) { _ = try Recording(file: file.path) }
        guard case .wrongEncoding = error?.problem else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.line == 1 && error?.column == column)
    }

    @Test(arguments: ["/no/such/file.csv", "/"])
    func saysWhatTheSystemRefused(path: String) throws {
        let error = try #require(throws: RecordingError.self) { try Recording(file: path) }
        guard case .refused = error.problem else {
            Issue.record("\(error)")
            return
        }
        #expect(error.file == path && error.line == nil)
    }

    @Test(arguments: [
        "157", "1579355130", "1579355130,", "1579355130,1,", "1579355130,1,6.", "1579355130,1,6.2e-", "15793551",
    ])
    func leavesOutAHalfWrittenLastLine(rest: String) throws {
        let file = try TemporaryFile("timestamp,a,b\n1579355129,2,3\n" + rest)
        var reader = try RecordingReader(file: file.path)
        var values: [Double] = []
        let first = try reader.next(into: &values)
        let second = try reader.next(into: &values)
        #expect(first == 1_579_355_129)
        // An empty last cell is a missing value: such a row is whole.
        #expect(second == (rest == "1579355130,1," ? 1_579_355_130 : nil))
        #expect(reader.incompleteLine == (rest == "1579355130,1," ? nil : 3))
    }

    @Test func aLineOfNamesWithoutRowsIsARecordingWithoutRows() throws {
        let file = try TemporaryFile("timestamp,a\n")
        #expect(try Recording(file: file.path).seconds.isEmpty)
    }

    /// Cells, quotes and line ends that lie across the ends of what the system gives at a time.
    @Test(arguments: 4...40)
    func theSizeOfTheBufferChangesNothing(size: Int) throws {
        let file = try TemporaryFile(
            "\u{FEFF}timestamp,\"a\"\"b\"\"\",\"c,\r\nd\"\r\n1,\"2.5\",\"\"\r\n\r\n1000000000,3,\"4\"\n"
        )
        var reader = try RecordingReader(file: file.path, bufferSize: size)
        #expect(reader.names == ["a\"b\"", "c,\r\nd"])
        var values: [Double] = []
        let first = try reader.next(into: &values)
        #expect(first == 1 && values[0] == 2.5 && values[1].isNaN)
        #expect(reader.line == 3)
        let second = try reader.next(into: &values)
        #expect(second == 1_000_000_000 && values == [3, 4])
        #expect(reader.line == 5)
        let third = try reader.next(into: &values)
        #expect(third == nil)
    }

    @Test func aMillionColumnsAreRead() throws {
        let names = (0..<1_000_000).map { "c\($0)" }
        var bytes: [UInt8] = []
        RecordingText.append(names: names, to: &bytes)
        RecordingText.append(second: 7, repeatElement(0.5, count: names.count), to: &bytes)
        let file = try TemporaryFile(bytes)
        var reader = try RecordingReader(file: file.path)
        #expect(reader.names == names)
        var values: [Double] = []
        let second = try reader.next(into: &values)
        #expect(second == 7)
        #expect(values.count == names.count && values.allSatisfy { $0 == 0.5 })
    }
}
