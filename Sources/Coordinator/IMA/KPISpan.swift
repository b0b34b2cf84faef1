public import Recordings

/// From when to when a KPI was recorded.
public struct KPISpan: Sendable, Equatable {
    /// The first and the last time stamp, UTC seconds.
    public let seconds: ClosedRange<Int64>
    /// The KPIs' names.
    public let names: [String]

    /// Reads a KPI file.
    ///
    /// - Throws: `RecordingError` naming the line of what does not belong there; a file without rows is empty.
    public init(file: String, timestampColumn: String = "timestamp") throws(RecordingError) {
        var reader = try RecordingReader(file: file, timestampColumn: timestampColumn)
        var values: [Double] = []
        guard let first = try reader.next(into: &values) else { throw RecordingError(file: file, .empty) }
        var last = first
        while let second = try reader.next(into: &values) { last = second }
        seconds = first...last
        names = reader.names
    }
}
