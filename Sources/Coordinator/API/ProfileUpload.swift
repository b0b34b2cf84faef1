import HTTPTypes
import Store

/// The KPI that a tenant uploads: one column of a CSV file with many, one row a second.
package struct ProfileUpload {
    /// Uploads may be this long, in bytes.
    static let longestFile = 64 << 20

    let rows: [KPIRow]

    /// Reads two columns of a file.
    ///
    /// - Parameters:
    ///   - text: CSV with a header.
    ///   - timestamps: The column of the seconds since the Unix epoch, UTC; fractions are cut off.
    ///   - kpi: The column of the KPI; an empty cell is a missing value.
    /// - Throws: A problem with status 400 that names the column or the line.
    package init(parsing text: String, timestamps: String, kpi: String) throws {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let header = (lines.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.filter { $0 != "\"" && $0 != "\u{FEFF}" } }
        func place(of column: String) throws -> Int {
            guard let place = header.firstIndex(of: column) else {
                throw Problem(.badRequest, "the file has no column \"\(column)\"", kind: "kpi-rows")
            }
            return place
        }
        let stampPlace = try place(of: timestamps)
        let valuePlace = try place(of: kpi)
        var rows: [Int64: KPIRow] = [:]
        for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == header.count else {
                let found = "\(cells.count) cells where \(header.count) are expected"
                throw Problem(.badRequest, "line \(index + 1): \(found)", kind: "kpi-rows")
            }
            guard let stamp = Double(cells[stampPlace]), (0..<100_000_000_000).contains(stamp) else {
                let found = "\"\(cells[stampPlace].prefix(40))\" is no time in seconds"
                throw Problem(.badRequest, "line \(index + 1): \(found)", kind: "kpi-rows")
            }
            let cell = cells[valuePlace]
            let number = cell.isEmpty ? Double.nan : Double(cell)
            guard let number, cell.isEmpty || number.isFinite else {
                throw Problem(.badRequest, "line \(index + 1): \"\(cell.prefix(40))\" is no number", kind: "kpi-rows")
            }
            rows[Int64(stamp)] = KPIRow(second: Int64(stamp), numbers: [number])
        }
        guard !rows.isEmpty else { throw Problem(.badRequest, "the file has no row", kind: "kpi-rows") }
        self.rows = rows.values.sorted { $0.second < $1.second }
    }

    /// The file that an IMA is given: the seconds and the KPI.
    func text(kpi: String) -> String {
        rows.reduce(into: "timestamp,\(kpi)\n") { text, row in
            let value = row.numbers.first.flatMap { $0.isFinite ? "\($0)" : nil } ?? ""
            text += "\(row.second),\(value)\n"
        }
    }
}
