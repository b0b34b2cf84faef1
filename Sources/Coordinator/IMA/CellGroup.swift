import PrometheusAPI

/// The cells of the series of one group, filled by the samples of an answer; used for one group after the other.
///
/// Column-major: series `s` at row `r` is `cells[s * rowCount + r]`; `.nan` is missing.
struct CellGroup: SampleSink {
    private(set) var cells: [Double] = []
    private var rows: RowTimes
    private var places: [PrometheusSeries: Int] = [:]
    private let longestAge: Int64
    private var base: Int?

    init(_ request: ExtractionRequest) {
        rows = RowTimes(request)
        longestAge = request.toleranceMilliseconds
    }

    /// Empties the cells for other series.
    ///
    /// - Parameter isAligned: Whether the server has aligned the samples already: each counts for its own row only.
    mutating func begin(with series: [PrometheusSeries], isAligned: Bool) {
        let count = series.count * rows.count
        if cells.count == count {
            cells.withUnsafeMutableBufferPointer { $0.update(repeating: .nan) }
        } else {
            cells = Array(repeating: .nan, count: count)
        }
        places = Dictionary(zip(series, series.indices), uniquingKeysWith: { first, _ in first })
        base = nil
        rows.tolerance = isAligned ? 1 : longestAge
    }

    /// Moves the cells to where they stay.
    mutating func give(to cells: inout [Double]) {
        cells = []
        swap(&cells, &self.cells)
    }

    mutating func begin(_ series: PrometheusSeries) -> Bool {
        base = places[series].map { $0 * rows.count }
        return base != nil
    }

    mutating func append(_ milliseconds: Span<Int64>, _ values: Span<Double>, rhythm: Int64?) {
        guard let base else { return }
        let rows = rows
        cells.withUnsafeMutableBufferPointer { cells in
            let column = UnsafeMutableBufferPointer(rebasing: cells[base..<base + rows.count])
            milliseconds.withUnsafeBufferPointer { times in
                values.withUnsafeBufferPointer { values in
                    let copied = rhythm == rows.step ? rows.copy(times, values, to: column) : 0
                    rows.put(times[copied...], values[copied...], in: column)
                }
            }
        }
    }
}

/// When the rows of a group are, and which samples count for them; all in milliseconds.
private struct RowTimes {
    let count: Int
    let first: Int64
    let step: Int64
    /// How old a sample may be for a row, exclusive.
    var tolerance: Int64

    init(_ request: ExtractionRequest) {
        count = request.rowCount
        first = request.seconds.lowerBound * 1_000
        step = request.step * 1_000
        tolerance = request.toleranceMilliseconds
    }

    /// Copies samples that stand exactly on the rows, one on each, and are all numbers; gives how many: nearly all or none.
    func copy(
        _ times: UnsafeBufferPointer<Int64>,
        _ values: UnsafeBufferPointer<Double>,
        to column: UnsafeMutableBufferPointer<Double>
    ) -> Int {
        guard let time = times.first else { return 0 }
        let (age, overflow) = time.subtractingReportingOverflow(first)
        guard !overflow, age >= 0, age % step == 0, age / step < Int64(count) else { return 0 }
        let row = Int(age / step)
        // The last one is put, since it may be the last one before later rows, too.
        let length = min(times.count - 1, count - row)
        // What is no number leaves its row to the sample before.
        guard values[..<length].allSatisfy(\.isFinite) else { return 0 }
        _ = UnsafeMutableBufferPointer(rebasing: column[row..<row + length])
            .update(fromContentsOf: UnsafeBufferPointer(rebasing: values[..<length]))
        return length
    }

    /// Gives a sample to every row that it is the last one before; a later one takes what is its own.
    func put(
        _ times: Slice<UnsafeBufferPointer<Int64>>,
        _ values: Slice<UnsafeBufferPointer<Double>>,
        in column: UnsafeMutableBufferPointer<Double>
    ) {
        let end = Int64(count) * step
        var next = 0
        // The marker of an ended series is no value, and neither is an infinite one.
        for (time, value) in zip(times, values) where value.isFinite {
            let (age, overflow) = time.subtractingReportingOverflow(first)
            guard !overflow, age > -tolerance, age < end else { continue }
            // Most samples take the row after the one before: no division.
            var row = next
            if age > Int64(row) * step || age <= Int64(row - 1) * step {
                row = age <= 0 ? 0 : Int((age + step - 1) / step)
            }
            next = row + 1
            while row < count, Int64(row) * step - age < tolerance {
                column[row] = value
                row += 1
            }
        }
    }
}
