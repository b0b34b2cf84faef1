import FeatureSelection
import Foundation
import MetricModel
public import PrometheusAPI
public import Recordings

extension Extraction {
    /// What the columns of a file are called.
    public enum Naming: String, Sendable, CaseIterable {
        /// MLO-V2's hashes; a translator tells what they stand for.
        case id
        /// As Prometheus writes them, `up{job="node"}`.
        case series
    }

    /// Rows that are laid out at once.
    private static let blockRows = 256

    /// Writes one file with a column for each series; rows in which every cell is missing are left out.
    ///
    /// - Parameters:
    ///   - file: Is created or emptied.
    ///   - asRates: Whether counters become rates per second.
    ///   - naming: What the columns are called.
    ///   - chosen: Which columns, in this order; all when `nil`.
    /// - Returns: How many rows there are.
    /// - Throws: `RecordingError` when the system refuses.
    /// - Complexity: O(cells), with memory for a block of 256 rows.
    @discardableResult
    public func writeWide(
        to file: String,
        asRates: Bool,
        naming: Naming,
        chosen: [Int]? = nil
    ) throws(RecordingError) -> Int {
        let columns = chosen.map { $0.map { self.columns[$0] } } ?? self.columns
        let names = columns.map { naming == .id ? $0.series.id.text : $0.series.description }
        var writer = try RecordingWriter(file: file, names: names)
        var rates = Array(repeating: CounterRate(), count: columns.count)
        var block = Array(repeating: Double.nan, count: Self.blockRows * columns.count)
        var row = Array(repeating: Double.nan, count: columns.count)
        var written = 0
        for start in stride(from: 0, to: request.rowCount, by: Self.blockRows) {
            let count = min(Self.blockRows, request.rowCount - start)
            for (place, column) in columns.enumerated() {
                let isRate = asRates && column.isCounter
                column.withRaw { raw in
                    for offset in 0..<count {
                        let value = raw[start + offset]
                        block[offset * columns.count + place] =
                            isRate ? rates[place].append(value, at: request.second(of: start + offset)) : value
                    }
                }
            }
            for offset in 0..<count {
                let cells = block[offset * columns.count..<(offset + 1) * columns.count]
                guard cells.contains(where: { !$0.isNaN }) else { continue }
                row.replaceSubrange(row.indices, with: cells)
                try writer.append(second: request.second(of: start + offset), row)
                written += 1
            }
        }
        return written
    }

    /// Writes a file `ID.csv` for each series, as MLO-V2 has them: `timestamp,value` and CRLF.
    ///
    /// - Throws: ``ExtractionError/refused(file:errno:)``.
    public func writeSeriesFiles(to folder: String, asRates: Bool) throws(ExtractionError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .refused(file: folder, errno: errno)
        }
        for column in columns {
            var bytes = Array("timestamp,value\r\n".utf8)
            for (row, value) in values(of: column, asRates: asRates).enumerated() where !value.isNaN {
                RecordingText.append(second: request.second(of: row), CollectionOfOne(value), to: &bytes)
                bytes.replaceSubrange((bytes.count - 1)..., with: [13, 10])
            }
            try Self.write(bytes, to: "\(folder)/\(column.series.id.text).csv")
        }
    }

    /// Writes what the ids stand for.
    ///
    /// - Throws: ``ExtractionError/refused(file:errno:)``.
    public func writeTranslator(to file: String) throws(ExtractionError) {
        try Self.write(Translator.text(columns.map(\.series)), to: file)
    }

    private static func write(_ bytes: [UInt8], to file: String) throws(ExtractionError) {
        do {
            try Data(bytes).write(to: URL(filePath: file))
        } catch {
            throw .refused(file: file, errno: errno)
        }
    }
}

/// MLO-V2's `metricsTranslator`: for each id, the labels as Python prints a dictionary.
public enum Translator {
    /// The file's text, ordered as given.
    public static func text(_ series: [PrometheusSeries]) -> [UInt8] {
        var text = "metricHash,metricInfo\r\n"
        for one in series {
            let labels = one.labels.setting("__name__", to: one.name.text)
            let pairs = labels.map { "\(PythonText.literal($0.name.text)): \(PythonText.literal($0.value))" }
            let cell = "{\(pairs.joined(separator: ", "))}".replacingOccurrences(of: "\"", with: "\"\"")
            text += "\(one.id.text),\"\(cell)\"\r\n"
        }
        return Array(text.utf8)
    }
}
