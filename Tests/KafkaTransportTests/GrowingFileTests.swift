import Foundation
import Glibc
import KafkaTransport
import Testing

@Suite struct GrowingFileTests {
    private let path = NSTemporaryDirectory() + "growing-\(UUID().uuidString).csv"

    @Test func waitsForTheEndOfALine() throws {
        defer { unlink(path) }
        var file = GrowingFile(path: path)
        #expect(throws: GrowingFile.Failure.unreadable(path: path, errno: ENOENT)) { try file.newLines() }
        try write("timestamp,R_99\n1579355129,6.")
        #expect(try file.newLines() == ["timestamp,R_99"])
        #expect(try file.newLines() == [])
        try write("timestamp,R_99\n1579355129,6.25\r\n1579355130,7\n", in: path)
        #expect(try file.newLines() == ["1579355129,6.25", "1579355130,7"])
    }

    @Test func beginsAgainWhenTheFileIsCut() throws {
        defer { unlink(path) }
        var file = GrowingFile(path: path)
        try write("a\nb\nc")
        #expect(try file.newLines() == ["a", "b"])
        try write("d\n")
        #expect(try file.newLines() == ["d"])
    }

    @Test func refusesALineWithoutEnd() throws {
        defer { unlink(path) }
        var file = GrowingFile(path: path, lineLimit: 100)
        try write(String(repeating: "x", count: 200))
        #expect(throws: GrowingFile.Failure.endlessLine(path: path, limit: 100)) { try file.newLines() }
    }

    @Test func makesMessagesOfRows() throws {
        var rows = MeasurementRows(column: "R_99", measurement: "cassandra_1")
        #expect(try rows.message(of: "\u{FEFF}timestamp, R_50 ,R_99") == nil)
        var bytes: [UInt8] = []
        try #require(try rows.message(of: "1579355129,1,24.940")).encode(to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{ "measurement": "cassandra_1", "values": [24.940], "time": "1579355129", "tags": {} }"#
        )
        #expect(throws: MeasurementRows.Failure.malformed(line: 3, column: "R_99", found: "")) {
            try rows.message(of: "1579355130,1,")
        }
        #expect(throws: MeasurementRows.Failure.malformed(line: 4, column: "timestamp", found: "now")) {
            try rows.message(of: "now,1,2")
        }
        #expect(throws: MeasurementRows.Failure.malformed(line: 5, column: "R_99", found: "1579355130,1")) {
            try rows.message(of: "1579355130,1")
        }
        for blank in 1...3 {
            #expect(try rows.message(of: "") == nil)
            #expect(rows.blankCount == blank)
        }
    }

    @Test(arguments: ["time,R_99", "timestamp,R_95", "R_99"])
    func namesTheColumnThatIsMissing(header: String) {
        var rows = MeasurementRows(column: "R_99", measurement: "m")
        #expect(throws: MeasurementRows.Failure.self) { try rows.message(of: header) }
    }

    /// Writes over what is there, without making another file.
    private func write(_ text: String, in path: String? = nil) throws {
        let descriptor = open(path ?? self.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
