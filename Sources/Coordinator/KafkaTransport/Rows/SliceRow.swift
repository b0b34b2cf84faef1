public import MetricModel

/// The values of a slice's series in one second.
public struct SliceRow: Sendable {
    /// The slice.
    public let slice: Int
    /// The second, since the Unix epoch.
    public let second: Int64
    /// The values in the order of the slice's series; NaN where nothing came.
    public let values: [Double]
    /// How many values came.
    public let presentCount: Int
}

/// The series that make up a slice's rows.
public struct SliceSeries: Sendable {
    /// The slice.
    public let slice: Int
    /// The series, in the order of the columns.
    public let series: [SeriesID]

    /// Names a slice's columns.
    public init(slice: Int, series: [SeriesID]) {
        self.slice = slice
        self.series = series
    }
}
