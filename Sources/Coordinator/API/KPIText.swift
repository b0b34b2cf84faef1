package import Store

/// KPI rows as they are posted: `timestamp,R_50,...`, one row a second, with or without that first line.
package struct KPIText {
    /// The columns of rows that come without a header.
    package static let defaultColumns = ["R_50", "R_95", "R_99", "W_50", "W_95", "W_99", "ops"]

    /// The names of the figures, without the time stamp's.
    package let columns: [String]
    package let rows: [KPIRow]

    /// A row that cannot be taken; lines and columns count from 1.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        package var line: Int
        package var column: Int
        package var reason: String

        package var description: String { "line \(line), column \(column): \(reason)" }
    }

    /// Reads CSV; an empty cell is a missing value, anything else has to be a number.
    ///
    /// - Throws: ``Problem`` for the first row that is wrong; then none is taken.
    package init(parsing bytes: [UInt8]) throws(Problem) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(line: 1, column: 1, reason: "the text is not UTF-8")
        }
        var columns: [String]?
        var stampPlace = 0
        var rows: [KPIRow] = []
        for (index, rawLine) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = index + 1
            guard !rawLine.isEmpty else { continue }
            let cells = rawLine.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.trimmed }
            if columns == nil {
                if let place = cells.firstIndex(of: "timestamp") {
                    stampPlace = place
                    var names = cells.map(String.init)
                    names.remove(at: place)
                    try Self.check(names, line: line)
                    columns = names
                    continue
                }
                columns = Self.defaultColumns
            }
            let names = columns ?? []
            guard cells.count == names.count + 1 else {
                throw Problem(
                    line: line,
                    column: cells.count,
                    reason: "\(cells.count) cells where \(names.count + 1) are expected"
                )
            }
            rows.append(try Self.row(cells, stampPlace: stampPlace, line: line))
        }
        guard !rows.isEmpty else { throw Problem(line: 1, column: 1, reason: "there is no row") }
        self.columns = columns ?? []
        self.rows = rows
    }

    private static func row(_ cells: [Substring], stampPlace: Int, line: Int) throws(Problem) -> KPIRow {
        guard let second = Int64(cells[stampPlace]) else {
            throw Problem(
                line: line,
                column: stampPlace + 1,
                reason: "\"\(cells[stampPlace])\" is no whole number of seconds"
            )
        }
        // A time stamp in milliseconds would lie tens of thousands of years ahead.
        guard (0..<100_000_000_000).contains(second) else {
            throw Problem(line: line, column: stampPlace + 1, reason: "\(second) is no time in seconds")
        }
        var numbers: [Double] = []
        for (place, cell) in cells.enumerated() where place != stampPlace {
            guard !cell.isEmpty else {
                numbers.append(.nan)
                continue
            }
            // Swift also reads hexadecimal numbers, which no recorder writes.
            guard !cell.contains(where: \.isLetterOfHexadecimals), let number = Double(cell), number.isFinite else {
                throw Problem(line: line, column: place + 1, reason: "\"\(cell)\" is no number")
            }
            numbers.append(number)
        }
        return KPIRow(second: second, numbers: numbers)
    }

    private static func check(_ names: [String], line: Int) throws(Problem) {
        for (place, name) in names.enumerated() {
            if name.isEmpty { throw Problem(line: line, column: place + 1, reason: "a column has no name") }
            if names[..<place].contains(name) {
                throw Problem(line: line, column: place + 1, reason: "the column \(name) is there twice")
            }
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}

extension Character {
    fileprivate var isLetterOfHexadecimals: Bool { self == "x" || self == "X" }
}
