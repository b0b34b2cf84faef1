/// Series, and where it was recorded one KPI, at the seconds at which both were measured.
public struct Recording: Sendable, Equatable {
    /// UTC, strictly rising; a second without a row is not there.
    public let seconds: [Int64]
    /// The names of ``columns``.
    public let names: [String]
    /// Column-major: one array for each name, as long as ``seconds``; `.nan` marks a missing value.
    public let columns: [[Double]]
    /// The KPI at each second, `.nan` where it is missing; empty when only series were read.
    public let target: [Double]
    /// How many of the oldest rows of a long file were left out, so that what is held stays bounded.
    public private(set) var droppedRowCount = 0

    /// How many values of the series are held at most: 256 MB of them, the newest rows of a longer file.
    public static let maximumValueCount = 32_000_000

    /// Puts columns together.
    ///
    /// - Precondition: As many names as columns, and every column, and a target that is not empty, as long as `seconds`.
    public init(seconds: [Int64], names: [String], columns: [[Double]], target: [Double]) {
        precondition(names.count == columns.count, "\(names.count) names for \(columns.count) columns")
        precondition(columns.allSatisfy { $0.count == seconds.count }, "ragged columns")
        precondition(target.isEmpty || target.count == seconds.count, "a target of another length")
        self.seconds = seconds
        self.names = names
        self.columns = columns
        self.target = target
    }

    /// Reads every series of one file.
    ///
    /// - Parameters:
    ///   - file: The path of an X file or a Y file.
    ///   - timestampColumn: The name of the column of time stamps.
    /// - Throws: ``RecordingError`` naming line and column of what does not belong there.
    public init(file: String, timestampColumn: String = "timestamp") throws(RecordingError) {
        var reader = try RecordingReader(file: file, timestampColumn: timestampColumn)
        var rows = RowCollector(columnCount: reader.names.count)
        var values: [Double] = []
        while let second = try reader.next(into: &values) {
            rows.append(second: second, values)
        }
        self.init(seconds: rows.seconds, names: reader.names, columns: rows.columns, target: [])
    }

    /// Reads the series of an X file and one KPI of a Y file, at the seconds that are in both (an inner join).
    ///
    /// - Parameters:
    ///   - x: The path of the file of the series.
    ///   - y: The path of the file of the KPIs.
    ///   - kpi: The name of the KPI's column in `y`.
    ///   - timestampColumn: The name of the column of time stamps in both.
    ///   - maximumValueCount: How many values of the series are held at most; of a longer recording the newest rows are.
    /// - Throws: ``RecordingError`` naming file, line and column of what does not belong there, or that no second is in
    ///   both files.
    public init(
        x: String,
        y: String,
        kpi: String,
        timestampColumn: String = "timestamp",
        maximumValueCount: Int = Recording.maximumValueCount
    ) throws(RecordingError) {
        let (kpiSeconds, kpiValues) = try Self.kpi(kpi, of: y, timestampColumn: timestampColumn)
        var reader = try RecordingReader(file: x, timestampColumn: timestampColumn)
        var rows = RowCollector(columnCount: reader.names.count, maximumValueCount: maximumValueCount)
        var target: [Double] = []
        var values: [Double] = []
        var position = 0
        while let second = try reader.next(into: &values) {
            while position < kpiSeconds.count, kpiSeconds[position] < second { position += 1 }
            guard position < kpiSeconds.count, kpiSeconds[position] == second else { continue }
            rows.append(second: second, values)
            target.append(kpiValues[position])
        }
        guard !target.isEmpty else { throw RecordingError(file: x, .nothingInCommon(other: y)) }
        rows.keepNewest()
        target.removeFirst(target.count - rows.seconds.count)
        self.init(seconds: rows.seconds, names: reader.names, columns: rows.columns, target: target)
        droppedRowCount = rows.droppedCount
    }

    private static func kpi(
        _ kpi: String,
        of file: String,
        timestampColumn: String
    ) throws(RecordingError) -> (seconds: [Int64], values: [Double]) {
        var reader = try RecordingReader(file: file, timestampColumn: timestampColumn)
        guard let index = reader.names.firstIndex(of: kpi) else {
            let found = reader.names.prefix(8).map { String($0.prefix(60)) }
            throw RecordingError(file: file, line: reader.line, column: kpi, .missingColumn(found: found))
        }
        var (seconds, kpiValues, values) = ([Int64](), [Double](), [Double]())
        while let second = try reader.next(into: &values) {
            seconds.append(second)
            kpiValues.append(values[index])
        }
        return (seconds, kpiValues)
    }
}

/// Turns rows into columns.
private struct RowCollector {
    var seconds: [Int64] = []
    var columns: [[Double]]
    private(set) var droppedCount = 0
    private let maximumCount: Int

    init(columnCount: Int, maximumValueCount: Int = .max) {
        columns = Array(repeating: [], count: columnCount)
        maximumCount = max(1, maximumValueCount / max(1, columnCount))
    }

    /// Lets the oldest rows go that are too many.
    mutating func keepNewest() {
        let surplus = seconds.count - maximumCount
        guard surplus > 0 else { return }
        seconds.removeFirst(surplus)
        for index in columns.indices { columns[index].removeFirst(surplus) }
        droppedCount += surplus
    }

    mutating func append(second: Int64, _ values: [Double]) {
        seconds.append(second)
        for index in columns.indices {
            columns[index].append(values[index])
        }
        // Seldom, so that each row is moved a few times at most.
        if seconds.count > maximumCount, seconds.count - maximumCount > maximumCount / 4 { keepNewest() }
    }
}
