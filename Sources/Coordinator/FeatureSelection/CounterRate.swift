/// The rate of a counter from sample to sample.
///
/// The same arithmetic serves a recording and a live stream, so that both give the same bits.
public struct CounterRate: Sendable {
    /// A sample older than this many seconds is no base for a rate.
    public static let longestGapSeconds: Int64 = 60

    private var lastSecond: Int64?
    private var lastValue = Double.nan

    /// Starts without a sample, so that the first rate is missing.
    public init() {}

    /// Takes the next sample.
    ///
    /// - Parameters:
    ///   - value: The counter; NaN when it is missing.
    ///   - second: When it was read, UTC seconds, later than the last one.
    /// - Returns: The mean rate per second since the last present sample; NaN when the value is missing, when there is no
    ///   sample in the ``longestGapSeconds`` before, and after a reset: what was lost with the old sum is not known.
    public mutating func append(_ value: Double, at second: Int64) -> Double {
        guard value.isFinite else { return .nan }
        defer {
            lastSecond = second
            lastValue = value
        }
        guard let lastSecond, value >= lastValue, second > lastSecond, second - lastSecond <= Self.longestGapSeconds
        else { return .nan }
        return (value - lastValue) / Double(second - lastSecond)
    }
}

extension SeriesMatrix {
    /// Decides for each series whether it is a counter, from these rows alone.
    ///
    /// - Precondition: The range lies inside the rows.
    /// - Complexity: O(rows × columns).
    public func kinds(in rows: Range<Int>) -> [SeriesKind] {
        zip(names, columns).map { SeriesKind(of: $0, values: $1[rows]) }
    }

    /// Replaces each counter by its rate per second.
    ///
    /// Every row depends on itself and earlier rows only.
    ///
    /// - Parameters:
    ///   - kinds: One for each column, as from ``kinds(in:)``.
    ///   - seconds: The time of each row, UTC seconds, rising.
    /// - Precondition: One kind for each column, one second for each row.
    public func rates(of kinds: [SeriesKind], seconds: [Int64]) -> SeriesMatrix {
        precondition(kinds.count == columnCount, "\(kinds.count) kinds for \(columnCount) columns")
        precondition(seconds.count == rowCount || columnCount == 0, "\(seconds.count) seconds for \(rowCount) rows")
        let read = zip(columns, kinds).map { column, kind in
            guard kind == .counter else { return column }
            var rate = CounterRate()
            return zip(column, seconds).map { rate.append($0, at: $1) }
        }
        return SeriesMatrix(names: names, columns: read)
    }
}
