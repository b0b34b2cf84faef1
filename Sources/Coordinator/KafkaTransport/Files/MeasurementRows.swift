/// Turns the lines of a CSV file with a header into messages of one of its columns, as MLO-V2's ClientProducer does.
public struct MeasurementRows: Sendable {
    /// A line is not what it should be.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        /// The header has no such column.
        case missingColumn(String, header: String)
        /// A row has no number where one belongs.
        case malformed(line: Int, column: String, found: String)

        /// One sentence for people.
        public var description: String {
            switch self {
            case .missingColumn(let name, let header): "line 1: no column '\(name)' in '\(header)'"
            case .malformed(let line, let column, let found):
                "line \(line): no number in column '\(column)' but '\(found)'"
            }
        }
    }

    private let measurement: String
    private let column: String
    private var columns: (time: Int, value: Int)?
    private var lineCount = 0
    /// How many blank lines have come one after the other; MLO-V2's clients end a file with three.
    public private(set) var blankCount = 0

    /// Describes what is published.
    ///
    /// - Parameters:
    ///   - column: The column of values; the times are in `timestamp`, in seconds.
    ///   - measurement: What the messages call it.
    public init(column: String, measurement: String) {
        self.column = column
        self.measurement = measurement
    }

    /// The message of a line; `nil` for the header and for a blank line.
    ///
    /// - Throws: ``Failure``; the next line can still be taken, unless it was the header.
    public mutating func message(of line: String) throws(Failure) -> MeasurementMessage? {
        lineCount += 1
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
        guard fields.contains(where: { !$0.isEmpty }) else {
            blankCount += 1
            return nil
        }
        blankCount = 0
        guard let columns else {
            self.columns = try Self.columns(fields, column, line)
            return nil
        }
        for (name, position) in [("timestamp", columns.time), (column, columns.value)] where position >= fields.count {
            throw .malformed(line: lineCount, column: name, found: line)
        }
        let (time, value) = (fields[columns.time], fields[columns.value])
        if let message = MeasurementMessage(measurement: measurement, values: [value], time: time) { return message }
        let isTime = MeasurementMessage(measurement: measurement, values: [], time: time) != nil
        throw .malformed(line: lineCount, column: isTime ? column : "timestamp", found: isTime ? value : time)
    }

    private static func columns(_ fields: [String], _ column: String, _ line: String) throws(Failure) -> (Int, Int) {
        guard let time = fields.firstIndex(of: "timestamp") else {
            throw .missingColumn("timestamp", header: line)
        }
        guard let value = fields.firstIndex(of: column) else {
            throw .missingColumn(column, header: line)
        }
        return (time, value)
    }

    /// Without spaces and without the mark that some programs put at the beginning of a file.
    private static func trimmed(_ field: Substring) -> String {
        var field = field
        while let first = field.first, first == " " || first == "\t" || first == "\u{FEFF}" { field.removeFirst() }
        while let last = field.last, last == " " || last == "\t" { field.removeLast() }
        return String(field)
    }
}
