import DecimalText

/// The lines of a recording's file: `timestamp`, then one column for each series.
public enum RecordingText {
    /// Appends the line of names; a name that holds a comma, a quote or a line end is quoted.
    public static func append(names: [String], timestampColumn: String = "timestamp", to bytes: inout [UInt8]) {
        append(cell: timestampColumn, to: &bytes)
        for name in names {
            bytes.append(UInt8(ascii: ","))
            append(cell: name, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Appends one row; a value that is not finite is missing, and its cell is empty.
    public static func append(second: Int64, _ values: some Sequence<Double>, to bytes: inout [UInt8]) {
        DecimalText.append(second, to: &bytes)
        for value in values {
            bytes.append(UInt8(ascii: ","))
            if value.isFinite { DecimalText.append(value, style: .plain, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func append(cell: String, to bytes: inout [UInt8]) {
        let special: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard cell.utf8.contains(where: special.contains) else {
            bytes.append(contentsOf: cell.utf8)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
