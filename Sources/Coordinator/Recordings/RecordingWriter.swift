import Glibc

/// Writes a recording row by row, each with one call of the system, so that a reader sees whole lines.
public struct RecordingWriter: ~Copyable {
    private let file: String
    private let columnCount: Int
    private let descriptor: Int32
    private var bytes: [UInt8]

    /// Creates or empties a file and writes its line of names.
    ///
    /// - Throws: ``RecordingError`` when the system refuses.
    public init(file: String, names: [String], timestampColumn: String = "timestamp") throws(RecordingError) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RecordingError(file: file, .refused(errno: errno)) }
        var header: [UInt8] = []
        RecordingText.append(names: names, timestampColumn: timestampColumn, to: &header)
        do throws(RecordingError) {
            try Self.write(header, to: descriptor, of: file)
        } catch {
            close(descriptor)
            throw error
        }
        self.file = file
        self.descriptor = descriptor
        columnCount = names.count
        bytes = header
    }

    deinit {
        close(descriptor)
    }

    /// Writes one row.
    ///
    /// - Parameters:
    ///   - second: UTC.
    ///   - values: One for each name; what is not finite becomes an empty cell.
    /// - Throws: ``RecordingError`` when the system refuses, as it does on a full disk.
    /// - Precondition: There are as many values as names.
    public mutating func append(second: Int64, _ values: [Double]) throws(RecordingError) {
        precondition(values.count == columnCount, "\(values.count) values for \(columnCount) names")
        bytes.removeAll(keepingCapacity: true)
        RecordingText.append(second: second, values, to: &bytes)
        try Self.write(bytes, to: descriptor, of: file)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, of file: String) throws(RecordingError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw RecordingError(file: file, .refused(errno: errno)) }
            written += count
        }
    }
}
