import DecimalText

/// Reads a recording row by row: a column of time stamps and one for each series, as MLO-V2's X and Y files have them.
///
/// - Time stamps are UTC, in seconds or (from 10¹¹ on) in milliseconds; a fraction of a second is dropped. They rise.
/// - An empty cell, `NaN` and an infinite number are a missing value, which is `.nan`.
/// - A last line without a line end that lacks cells or ends within a number is taken for half-written and left out.
public struct RecordingReader: ~Copyable {
    /// The names of the columns in the order of the file, without the time stamp's.
    public let names: [String]
    /// The line of a half-written row that was left out, which is the file's last one.
    public private(set) var incompleteLine: Int?

    private var rows: CSVRows
    private let timestampColumn: String
    private let timestampIndex: Int
    private var previous: Int64?

    /// Opens a file and reads its line of names.
    ///
    /// - Parameters:
    ///   - file: The path of the file.
    ///   - timestampColumn: The name of the column of time stamps.
    /// - Throws: ``RecordingError`` when the file cannot be opened, is empty or not text, lacks the column, or names one
    ///   twice.
    public init(file: String, timestampColumn: String = "timestamp") throws(RecordingError) {
        try self.init(rows: CSVRows.open(file), timestampColumn: timestampColumn)
    }

    /// Reads through a buffer that begins with so many bytes, at least four.
    package init(file: String, timestampColumn: String = "timestamp", bufferSize: Int) throws(RecordingError) {
        try self.init(rows: CSVRows.open(file, capacity: bufferSize), timestampColumn: timestampColumn)
    }

    private init(rows: consuming CSVRows, timestampColumn: String) throws(RecordingError) {
        guard try rows.next() else { throw RecordingError(file: rows.file, line: 1, .empty) }
        var names: [String] = []
        var seen: Set<String> = []
        for index in rows.cells.indices {
            let cell = rows.cells[index]
            guard String(validating: rows.bytes(of: cell), as: UTF8.self) != nil else {
                throw RecordingError(
                    file: rows.file,
                    line: rows.line,
                    column: rows.text(of: cell),
                    .wrongEncoding("bytes of another encoding")
                )
            }
            let name = rows.text(of: cell)
            guard seen.insert(name).inserted else {
                throw RecordingError(file: rows.file, line: rows.line, column: name, .duplicateColumn)
            }
            names.append(name)
        }
        guard let timestampIndex = names.firstIndex(of: timestampColumn) else {
            throw RecordingError(
                file: rows.file,
                line: rows.line,
                column: timestampColumn,
                .missingColumn(found: names.prefix(8).map { String($0.prefix(60)) })
            )
        }
        names.remove(at: timestampIndex)
        self.names = names
        self.timestampIndex = timestampIndex
        self.timestampColumn = timestampColumn
        self.rows = rows
    }

    /// The line of the row that was read last, counted from one.
    public var line: Int { rows.line }

    /// The file's path.
    public var file: String { rows.file }

    /// Reads the next row.
    ///
    /// - Parameter values: Takes the row's values, one for each of ``names``.
    /// - Returns: The row's UTC second; `nil` after the last row.
    /// - Throws: ``RecordingError`` naming line and column of what does not belong there.
    public mutating func next(into values: inout [Double]) throws(RecordingError) -> Int64? {
        guard try rows.next() else { return nil }
        if values.count != names.count {
            values = Array(repeating: .nan, count: names.count)
        }
        do throws(RecordingError) {
            guard rows.cells.count == names.count + 1 else {
                throw error(nil, .ragged(cells: rows.cells.count, names: names.count + 1))
            }
            if rows.isUnterminated { try checkLastCell() }
            let second = try self.second()
            try readValues(into: &values)
            previous = second
            return second
        } catch {
            guard rows.isUnterminated else { throw error }
            incompleteLine = rows.line
            return nil
        }
    }

    private func readValues(into values: inout [Double]) throws(RecordingError) {
        for index in 0..<names.count {
            let cell = rows.cells[index < timestampIndex ? index : index + 1]
            let bytes = rows.bytes(of: cell)
            guard let number = bytes.isEmpty ? .nan : DecimalText.number(bytes) ?? CellText.number(bytes) else {
                throw error(names[index], .notANumber(String(rows.text(of: cell).prefix(60))))
            }
            values[index] = number
        }
    }

    private func second() throws(RecordingError) -> Int64 {
        let cell = rows.cells[timestampIndex]
        guard let second = CellText.second(rows.bytes(of: cell)) else {
            throw error(timestampColumn, .notATimestamp(String(rows.text(of: cell).prefix(60))))
        }
        guard let previous, second <= previous else { return second }
        throw error(
            timestampColumn,
            second == previous ? .duplicateTimestamp(second: second) : .unsorted(second: second, previous: previous)
        )
    }

    /// A number that ends in a dot or in its exponent's sign is certainly one that was cut.
    private func checkLastCell() throws(RecordingError) {
        guard let cell = rows.cells.last, let byte = rows.bytes(of: cell).last else { return }
        if [UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte) {
            throw error(nil, .notANumber(rows.text(of: cell)))
        }
    }

    private func error(_ column: String?, _ problem: RecordingError.Problem) -> RecordingError {
        RecordingError(file: rows.file, line: rows.line, column: column, problem)
    }
}
