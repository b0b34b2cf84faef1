import MetricModel
package import Store

/// The rows that an IMA has selected, with the names of their series.
///
/// `x_selected` is `timestamp,HASH,HASH,...`, one row a second; `timeserie_map` is `metricHash,metricInfo`, where the info
/// is a Python dictionary of the labels, in quotes.
package struct SelectedRows {
    /// What the columns are.
    package let columns: [SeriesColumn]
    /// The rows in order of time.
    package let rows: [RecordedRow]

    /// Reads both files.
    ///
    /// - Parameters:
    ///   - selected: The text of `x_selected`.
    ///   - map: The text of `timeserie_map`.
    ///   - flavor: The flavor that was in force.
    /// - Throws: ``OrchestrationError/unusableRows(_:)`` that names the file and the line.
    package init(selected: String, map: String, flavor: String) throws(OrchestrationError) {
        let names = try Self.names(in: map)
        let lines = selected.split(whereSeparator: \.isNewline)
        guard let header = lines.first else { throw .unusableRows("x_selected is empty") }
        let titles = header.split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0.filter { $0 != "\"" && !$0.isWhitespace }) }
        guard titles.first == "timestamp", titles.count > 1 else {
            throw .unusableRows("x_selected, line 1: expected timestamp and hashes, found \"\(header.prefix(60))\"")
        }
        var columns: [SeriesColumn] = []
        for title in titles.dropFirst() {
            guard let name = names[title] else {
                throw .unusableRows("x_selected, line 1: \(title) is not in timeserie_map")
            }
            // The map does not say what a series is; by its name a counter ends in `_total` (Prometheus's naming rules).
            let isCounter = name.prefix { $0 != "{" }.hasSuffix("_total")
            columns.append(SeriesColumn(name: name, kind: isCounter ? .counter : .untyped))
        }
        var rows: [Int64: RecordedRow] = [:]
        for (index, line) in lines.dropFirst().enumerated() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == titles.count, let stamp = Double(cells[0]), let second = Int64(exactly: stamp),
                (0..<100_000_000_000).contains(second)
            else {
                throw .unusableRows(
                    "x_selected, line \(index + 2): expected \(titles.count) cells and a second, found \"\(line.prefix(60))\""
                )
            }
            let numbers = cells.dropFirst().map { Double($0).flatMap { $0.isFinite ? $0 : nil } ?? .nan }
            rows[second] = RecordedRow(second: second, flavor: flavor, numbers: numbers)
        }
        guard !rows.isEmpty else { throw .unusableRows("x_selected has no row") }
        self.columns = columns
        self.rows = rows.values.sorted { $0.second < $1.second }
    }

    private static func names(in map: String) throws(OrchestrationError) -> [String: String] {
        var names: [String: String] = [:]
        for (index, line) in map.split(whereSeparator: \.isNewline).enumerated() where index > 0 {
            guard let comma = line.firstIndex(of: ",") else {
                throw .unusableRows("timeserie_map, line \(index + 1): expected a hash and the labels")
            }
            var info = String(line[line.index(after: comma)...]).trimmed
            if info.hasPrefix("\""), info.hasSuffix("\""), info.count > 1 {
                info = String(info.dropFirst().dropLast()).replacing("\"\"", with: "\"")
            }
            guard let pairs = PythonDictionary.pairs(in: String(info)) else {
                throw .unusableRows("timeserie_map, line \(index + 1): the labels are no Python dictionary")
            }
            var labels = Labels()
            var name: String?
            for (key, value) in pairs {
                if key == "__name__" {
                    name = value
                } else if let key = LabelName(validating: key) {
                    labels = labels.setting(key, to: value)
                }
            }
            guard let name, MetricName(validating: name) != nil else {
                throw .unusableRows("timeserie_map, line \(index + 1): there is no __name__")
            }
            names[String(line[..<comma]).trimmed.replacing("\"", with: "")] = "\(name)\(labels)"
        }
        return names
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
