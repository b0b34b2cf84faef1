import Recordings
import TestSupport
import Testing

@Suite struct RecordingTests {
    @Test func joinsTheSecondsThatAreInBothFiles() throws {
        let x = try TemporaryFile("timestamp,a,b\n1,10,100\n2,20,200\n4,40,\n5,50,500\n9,90,900\n")
        let y = try TemporaryFile("R_50,R_99,timestamp\n0,0.1,0\n0,0.2,2\n0,0.3,3\n0,,4\n0,0.5,5\n0,0.6,6\n")
        let recording = try Recording(x: x.path, y: y.path, kpi: "R_99")
        #expect(recording.seconds == [2, 4, 5])
        #expect(recording.names == ["a", "b"])
        #expect(recording.columns[0] == [20, 40, 50])
        #expect(recording.columns[1][0] == 200 && recording.columns[1][1].isNaN && recording.columns[1][2] == 500)
        #expect(recording.target[0] == 0.2 && recording.target[1].isNaN && recording.target[2] == 0.5)
    }

    @Test func holdsTheNewestRowsOfALongFile() throws {
        let x = try TemporaryFile("timestamp,a,b\n" + (1...100).map { "\($0),\($0),0\n" }.joined())
        let y = try TemporaryFile("timestamp,R_99\n" + (1...100).map { "\($0),\($0)\n" }.joined())
        let recording = try Recording(x: x.path, y: y.path, kpi: "R_99", maximumValueCount: 20)
        #expect(recording.seconds == Array(91...100))
        #expect(recording.columns[0] == (91...100).map(Double.init))
        #expect(recording.target == recording.columns[0])
        #expect(recording.droppedRowCount == 90)
    }

    @Test func secondAndMillisecondStampsJoin() throws {
        let x = try TemporaryFile("timestamp,a\n1579355129,1\n1579355130,2\n")
        let y = try TemporaryFile("timestamp,k\n1579355130250,7\n")
        #expect(try Recording(x: x.path, y: y.path, kpi: "k").seconds == [1_579_355_130])
    }

    @Test func aMissingKPIIsNamedWithWhatIsThere() throws {
        let x = try TemporaryFile("timestamp,a\n1,1\n")
        let y = try TemporaryFile("timestamp,R_50\n1,1\n")
        let error = #expect(throws: RecordingError.self) { _ = try Recording(x: x.path, y: y.path, kpi: "R_99") }
        #expect(error == RecordingError(file: y.path, line: 1, column: "R_99", .missingColumn(found: ["R_50"])))
        #expect(error?.description == "\(y.path):1: column 'R_99': no such column; found 'R_50'")
    }

    @Test func filesWithoutACommonSecondAreAnError() throws {
        let x = try TemporaryFile("timestamp,a\n1,1\n")
        let y = try TemporaryFile("timestamp,k\n2,1\n")
        #expect(throws: RecordingError(file: x.path, .nothingInCommon(other: y.path))) {
            _ = try Recording(x: x.path, y: y.path, kpi: "k")
        }
    }

    @Test func whatIsWrittenReadsBack() throws {
        let file = try TemporaryFile()
        let names = ["plain", "a,b", "c\"d", "e\nf", "g\rh", ""]
        let rows: [(Int64, [Double])] = [
            (1_579_355_129, [1, 0.1, -2.5e-9, 1e300, 0, 1_579_355_129_123]),
            (1_579_355_131, [.nan, 1, .infinity, 3, 4, 5]),
        ]
        var writer = try RecordingWriter(file: file.path, names: names)
        for (second, values) in rows { try writer.append(second: second, values) }
        let recording = try Recording(file: file.path)
        #expect(recording.names == names)
        #expect(recording.seconds == rows.map(\.0))
        #expect(recording.columns.map(\.[0]) == rows[0].1)
        #expect(recording.columns[0][1].isNaN && recording.columns[2][1].isNaN)
        #expect(recording.columns[5][1] == 5)
    }

    @Test func aWriterSaysWhatTheSystemRefused() {
        #expect(throws: RecordingError.self) { _ = try RecordingWriter(file: "/no/such/folder/x.csv", names: []) }
    }

    /// Whatever is done to a file, it is read or refused.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func damagedFilesTrapNothing(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let text = "timestamp,\"a\"\"b\",c\n" + (1...30).map { "\($0),\(Double($0) / 3),\"\($0)\"\n" }.joined()
        for _ in 0..<20 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(Array("\",\n\r\0.e-".utf8).randomElement(using: &random) ?? 0, at: position)
                case 2: bytes.remove(at: position)
                default: bytes.removeLast(bytes.count - position)
                }
            }
            let file = try TemporaryFile(bytes)
            if let recording = try? Recording(file: file.path) {
                #expect(recording.columns.allSatisfy { $0.count == recording.seconds.count })
            }
        }
    }
}
