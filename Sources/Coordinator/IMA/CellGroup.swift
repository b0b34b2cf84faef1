import PrometheusAPI

/// The cells of the series of one group, filled by the samples of an answer; used for one group after the other.
///
/// Column-major: series `s` at row `r` is at `s * rowCount + r`; `.nan` is missing.
struct CellGroup: SampleSink {
    private var cells = Cells(count: 0)
    /// Of each column, the rows before this one have been given a value or `.nan`.
    private var filled: [Int] = []
    private var rows: RowTimes
    private var places: [PrometheusSeries: Int] = [:]
    private let longestAge: Int64
    private var place: Int?

    init(_ request: ExtractionRequest) {
        rows = RowTimes(request)
        longestAge = request.toleranceMilliseconds
    }

    /// Empties the cells for other series.
    ///
    /// - Parameter isAligned: Whether the server has aligned the samples already: each counts for its own row only.
    mutating func begin(with series: [PrometheusSeries], isAligned: Bool) {
        let count = series.count * rows.count
        // Those of the group before stay with whoever took them.
        if cells.numbers.count != count || !isKnownUniquelyReferenced(&cells) { cells = Cells(count: count) }
        filled = Array(repeating: 0, count: series.count)
        places = Dictionary(zip(series, series.indices), uniquingKeysWith: { first, _ in first })
        place = nil
        rows.tolerance = isAligned ? 1 : longestAge
    }

    /// The cells, after the last sample of the group; what no sample came for is missing.
    mutating func finish() -> Cells {
        for place in filled.indices where filled[place] < rows.count {
            column(place)[filled[place]...].update(repeating: .nan)
            filled[place] = rows.count
        }
        return cells
    }

    mutating func begin(_ series: PrometheusSeries) -> Bool {
        place = places[series]
        return place != nil
    }

    mutating func append(_ milliseconds: Span<Int64>, _ values: Span<Double>, rhythm: Int64?) {
        guard let place else { return }
        let column = column(place)
        var end = filled[place]
        milliseconds.withUnsafeBufferPointer { times in
            values.withUnsafeBufferPointer { values in
                let copied = rhythm == rows.step ? rows.copy(times, values, to: column, filledTo: &end) : 0
                rows.put(times[copied...], values[copied...], in: column, filledTo: &end)
            }
        }
        filled[place] = end
    }

    private func column(_ place: Int) -> UnsafeMutableBufferPointer<Double> {
        UnsafeMutableBufferPointer(rebasing: cells.numbers[place * rows.count..<(place + 1) * rows.count])
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
        to column: UnsafeMutableBufferPointer<Double>,
        filledTo filled: inout Int
    ) -> Int {
        guard let time = times.first else { return 0 }
        let (age, overflow) = time.subtractingReportingOverflow(first)
        guard !overflow, age >= 0, age % step == 0, age / step < Int64(count) else { return 0 }
        let row = Int(age / step)
        // The last one is put, since it may be the last one before later rows, too.
        let length = min(times.count - 1, count - row)
        // What is no number leaves its row to the sample before.
        let copied = UnsafeBufferPointer(rebasing: values[..<length])
        guard Self.areFinite(copied) else { return 0 }
        Self.fill(column, to: row, filledTo: &filled)
        _ = UnsafeMutableBufferPointer(rebasing: column[row..<row + length]).update(fromContentsOf: copied)
        filled = max(filled, row + length)
        return length
    }

    /// Gives a sample to every row that it is the last one before; a later one takes what is its own.
    func put(
        _ times: Slice<UnsafeBufferPointer<Int64>>,
        _ values: Slice<UnsafeBufferPointer<Double>>,
        in column: UnsafeMutableBufferPointer<Double>,
        filledTo filled: inout Int
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
                if row >= filled {
                    Self.fill(column, to: row, filledTo: &filled)
                    filled = row + 1
                }
                column[row] = value
                row += 1
            }
        }
    }

    /// Marks rows before one that no sample has come for.
    private static func fill(
        _ column: UnsafeMutableBufferPointer<Double>,
        to row: Int,
        filledTo filled: inout Int
    ) {
        guard filled < row else { return }
        column[filled..<row].update(repeating: .nan)
        filled = row
    }

    /// Without a branch, so that several numbers are looked at in one step.
    private static func areFinite(_ values: UnsafeBufferPointer<Double>) -> Bool {
        var sums: UInt64 = 0
        // An exponent of ones, and only that, flows over into the sign's place.
        for value in values { sums |= (value.bitPattern & 0x7FF0_0000_0000_0000) &+ 0x0010_0000_0000_0000 }
        return sums >> 63 == 0
    }
}
