/// What the slices have gathered since the last write; one transaction.
public struct StoreBatch: Sendable {
    /// Rows of scraped values.
    public struct Rows: Sendable {
        var slice: Int64
        var columns: [SeriesColumn]
        var rows: [RecordedRow]
    }

    /// Rows of a KPI stream.
    public struct KPIRows: Sendable {
        var slice: Int64
        var columns: [String]
        var rows: [KPIRow]
    }

    /// A value whose second has its row already, or is long over.
    struct LateValue: Sendable {
        var column: SeriesColumn
        var value: Double
        var flavor: String
    }

    /// What a challenger and the model that serves have shown so far.
    struct Progress: Sendable {
        var slice: Int64
        var flavor: String
        var version: Int
        var bytes: [UInt8]
    }

    private(set) var rows: [Rows] = []
    private(set) var lateValues: [Int64: [Int64: [LateValue]]] = [:]
    private(set) var kpis: [KPIRows] = []
    private(set) var forecasts: [(slice: Int64, forecast: StoredForecast)] = []
    private(set) var errors: [(slice: Int64, error: ModelError)] = []
    private(set) var challenges: [Progress] = []

    /// Nothing gathered yet.
    public init() {}

    /// Whether there is nothing to write.
    public var isEmpty: Bool {
        rows.isEmpty && lateValues.isEmpty && kpis.isEmpty && forecasts.isEmpty && errors.isEmpty
            && challenges.isEmpty
    }

    /// Adds a row of the slice with key `slice`; `columns` says what its numbers mean.
    public mutating func append(_ row: RecordedRow, columns: [SeriesColumn], slice: Int64) {
        rows.append(Rows(slice: slice, columns: columns, rows: [row]))
    }

    /// Adds a value to the row of its second, where none is there yet; without a row, it begins one of `flavor`.
    public mutating func append(
        late value: Double,
        of column: SeriesColumn,
        second: Int64,
        flavor: String,
        slice: Int64
    ) {
        let late = LateValue(column: column, value: value, flavor: flavor)
        lateValues[slice, default: [:]][second, default: []].append(late)
    }

    /// Adds KPI rows; a second that is stored already is overwritten.
    public mutating func append(_ rows: [KPIRow], columns: [String], slice: Int64) {
        kpis.append(KPIRows(slice: slice, columns: columns, rows: rows))
    }

    /// Adds a second's forecasts.
    public mutating func append(_ forecast: StoredForecast, slice: Int64) {
        forecasts.append((slice, forecast))
    }

    /// Adds a model's error all told, in place of what is stored.
    public mutating func append(_ error: ModelError, slice: Int64) {
        errors.append((slice, error))
    }

    /// Adds what a challenger and the model that serves have shown so far, in place of what is stored.
    public mutating func append(challenge progress: [UInt8], flavor: String, version: Int, slice: Int64) {
        challenges.append(Progress(slice: slice, flavor: flavor, version: version, bytes: progress))
    }
}
