/// Named series, sampled at the same rows.
///
/// Column-major: `columns[c][r]` is series `c` at row `r`. A missing value is NaN.
public struct SeriesMatrix: Sendable, Equatable {
    /// What each series is called, in the order of ``columns``.
    public let names: [String]
    /// The values, one array for each series, each ``rowCount`` long.
    public let columns: [[Double]]
    /// How many rows every series has.
    public let rowCount: Int

    /// How many series there are.
    public var columnCount: Int { columns.count }

    /// Takes over series that are already aligned.
    ///
    /// - Precondition: As many names as columns, and columns of one length.
    public init(names: [String], columns: [[Double]]) {
        precondition(names.count == columns.count, "\(names.count) names for \(columns.count) columns")
        let rowCount = columns.first?.count ?? 0
        precondition(columns.allSatisfy { $0.count == rowCount }, "ragged columns")
        self.names = names
        self.columns = columns
        self.rowCount = rowCount
    }

    /// The series at these indices, in this order.
    ///
    /// - Precondition: Every index is that of a column.
    public func selecting(_ indices: [Int]) -> SeriesMatrix {
        SeriesMatrix(names: indices.map { names[$0] }, columns: indices.map { columns[$0] })
    }

    /// The same series, with only these rows.
    ///
    /// - Precondition: The range lies inside the rows.
    public func rows(_ range: Range<Int>) -> SeriesMatrix {
        SeriesMatrix(names: names, columns: columns.map { Array($0[range]) })
    }

    /// The same series, with only these rows, in this order.
    ///
    /// - Precondition: Every index is that of a row.
    public func rows(_ indices: [Int]) -> SeriesMatrix {
        SeriesMatrix(names: names, columns: columns.map { column in indices.map { column[$0] } })
    }
}
