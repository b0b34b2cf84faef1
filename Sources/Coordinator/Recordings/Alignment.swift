/// The rows of two recordings that have the same time stamps.
public enum Alignment {
    /// How many rows were in which file.
    public struct RowCounts: Sendable, Equatable {
        /// In both.
        public var common = 0
        /// In the file of the series only.
        public var onlyX = 0
        /// In the file of the KPIs only.
        public var onlyY = 0
    }

    /// Writes the rows that are in both files, row by row, in memory for one of each.
    ///
    /// - Throws: ``RecordingError`` naming line and column of what does not belong there, or that no second is in both.
    public static func write(
        x: String,
        y: String,
        outputX: String,
        outputY: String,
        timestampColumn: String = "timestamp"
    ) throws(RecordingError) -> RowCounts {
        var xReader = try RecordingReader(file: x, timestampColumn: timestampColumn)
        var yReader = try RecordingReader(file: y, timestampColumn: timestampColumn)
        var xWriter = try RecordingWriter(file: outputX, names: xReader.names, timestampColumn: timestampColumn)
        var yWriter = try RecordingWriter(file: outputY, names: yReader.names, timestampColumn: timestampColumn)
        var (counts, xValues, yValues) = (RowCounts(), [Double](), [Double]())
        var (xSecond, ySecond) = (try xReader.next(into: &xValues), try yReader.next(into: &yValues))
        while xSecond != nil || ySecond != nil {
            let (left, right) = (xSecond ?? .max, ySecond ?? .max)
            if left == right {
                try xWriter.append(second: left, xValues)
                try yWriter.append(second: right, yValues)
                counts.common += 1
            } else if left < right {
                counts.onlyX += 1
            } else {
                counts.onlyY += 1
            }
            if left <= right { xSecond = try xReader.next(into: &xValues) }
            if right <= left { ySecond = try yReader.next(into: &yValues) }
        }
        guard counts.common > 0 else { throw RecordingError(file: x, .nothingInCommon(other: y)) }
        return counts
    }
}
