import Glibc

/// A recording could not be read, written or joined.
public struct RecordingError: Error, Equatable {
    /// What was found instead of what belongs there.
    public enum Problem: Equatable, Sendable {
        /// The system refused the file with this `errno`.
        case refused(errno: Int32)
        /// There is nothing in the file, not even a line of names.
        case empty
        /// The file is not text in UTF-8, but seems to be this.
        case wrongEncoding(String)
        /// The line of names lacks the column; these are the first names that it has.
        case missingColumn(found: [String])
        /// The name of the column is there twice.
        case duplicateColumn
        /// The row has so many cells where there are so many names.
        case ragged(cells: Int, names: Int)
        /// The cell holds this text, not a number.
        case notANumber(String)
        /// The cell holds this text, not a time stamp in UTC seconds or milliseconds.
        case notATimestamp(String)
        /// The row's second comes before that of the row above.
        case unsorted(second: Int64, previous: Int64)
        /// The row's second is that of the row above.
        case duplicateTimestamp(second: Int64)
        /// A double quote that opens a cell is never closed.
        case openQuote
        /// One row is longer than this many bytes.
        case rowTooLong(limit: Int)
        /// No second is in this file and in that one.
        case nothingInCommon(other: String)
    }

    /// The file.
    public let file: String
    /// The line, counted from one; `nil` when the problem is none of a line.
    public let line: Int?
    /// The column's name; `nil` when the problem is none of a column.
    public let column: String?
    /// What is wrong there.
    public let problem: Problem

    /// Says what is wrong, and where.
    public init(file: String, line: Int? = nil, column: String? = nil, _ problem: Problem) {
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem
    }
}

extension RecordingError: CustomStringConvertible {
    /// One line for people, beginning with the place: `y.csv:17: column 'R_99': …`.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): " + (column.map { "column '\($0)': " } ?? "") + problem.description
    }
}

extension RecordingError.Problem: CustomStringConvertible {
    /// What is wrong, without the place.
    public var description: String {
        switch self {
        case .refused(let code): String(cString: strerror(code))
        case .empty: "the file is empty; expected a line of column names"
        case .wrongEncoding(let found): "expected text in UTF-8, found \(found)"
        case .missingColumn(let found): "no such column; found " + found.map { "'\($0)'" }.joined(separator: ", ")
        case .duplicateColumn: "the name is there twice"
        case .ragged(let cells, let names): "expected \(names) cells, found \(cells)"
        case .notANumber(let found): "expected a number, found '\(found)'"
        case .notATimestamp(let found): "expected UTC seconds or milliseconds, found '\(found)'"
        case .unsorted(let second, let previous): "second \(second) comes after second \(previous)"
        case .duplicateTimestamp(let second): "second \(second) is there twice"
        case .openQuote: "a double quote is never closed"
        case .rowTooLong(let limit): "one row has more than \(limit) bytes"
        case .nothingInCommon(let other): "no second of it is in \(other)"
        }
    }
}
