import API
import Store
import Testing

@Suite struct KPITextTests {
    private func read(_ text: String) throws -> KPIText { try KPIText(parsing: Array(text.utf8)) }

    @Test func readsRowsWithAndWithoutAHeader() throws {
        let named = try read("R_99,timestamp\r\n1.5,1700000000\r\n,1700000001\r\n\r\n")
        #expect(named.columns == ["R_99"])
        #expect(named.rows.map(\.second) == [1_700_000_000, 1_700_000_001])
        #expect(named.rows.first?.numbers == [1.5])
        #expect(try #require(named.rows.last?.numbers.first).isNaN)

        let bare = try read("1700000000,1,2,3,4,5,6,7")
        #expect(bare.columns == KPIText.defaultColumns)
        #expect(bare.rows.first?.numbers == [1, 2, 3, 4, 5, 6, 7])
    }

    @Test(arguments: [
        ("timestamp,R_99\n1700000000,x", 2, 2), ("timestamp,R_99\n1,2\n1.5,2", 3, 1), ("timestamp,R_99\n1,2,3", 2, 3),
        ("timestamp,R_99\n1,nan", 2, 2), ("timestamp,R_99,R_99\n1,2,3", 1, 2), ("timestamp,,R_99\n1,2,3", 1, 1),
        ("timestamp,R_99\n1700000000000,2", 2, 1), ("", 1, 1), ("timestamp,R_99", 1, 1), ("time,R_99", 1, 2),
        ("timestamp,R_99\n-5,2", 2, 1), ("timestamp,R_99\n1,0x1p3 ", 2, 2),
    ])
    func saysWhichCellIsWrong(text: String, line: Int, column: Int) {
        do {
            _ = try read(text)
            Issue.record("\(text) was taken")
        } catch let problem as KPIText.Problem {
            #expect([problem.line, problem.column] == [line, column], "\(problem)")
        } catch {
            Issue.record(error)
        }
    }

    @Test func refusesWhatIsNotUTF8() {
        #expect(throws: KPIText.Problem.self) { try KPIText(parsing: [0xFF, 0xFE, 0x31]) }
    }
}
