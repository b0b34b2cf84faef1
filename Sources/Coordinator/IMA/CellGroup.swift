import Foundation
import PrometheusAPI

/// The cells of the series of one group, filled by the samples of an answer.
///
/// Column-major: series `s` at row `r` is `cells[s * rowCount + r]`; `.nan` is missing.
struct CellGroup: SampleSink {
    fileprivate(set) var cells: [Double]
    fileprivate let rowCount: Int
    private let places: [PrometheusSeries: Int]
    fileprivate let firstMilliseconds: Int64
    fileprivate let stepMilliseconds: Int64
    private let tolerance: Int64
    fileprivate var base: Int?

    init(_ series: [PrometheusSeries], request: ExtractionRequest) {
        rowCount = request.rowCount
        cells = Array(repeating: .nan, count: series.count * rowCount)
        places = Dictionary(zip(series, series.indices), uniquingKeysWith: { first, _ in first })
        firstMilliseconds = request.seconds.lowerBound * 1_000
        stepMilliseconds = request.step * 1_000
        tolerance = request.toleranceMilliseconds
    }

    mutating func begin(_ series: PrometheusSeries) -> Bool {
        base = places[series].map { $0 * rowCount }
        return base != nil
    }

    /// Gives a sample to every row that it is the last one before; a later one takes what is its own.
    mutating func append(_ samples: [SeriesSample]) {
        guard let base else { return }
        let (first, step, end) = (firstMilliseconds, stepMilliseconds, Int64(rowCount) * stepMilliseconds)
        let (tolerance, rowCount) = (tolerance, rowCount)
        cells.withUnsafeMutableBufferPointer { cells in
            var next = 0
            // The marker of an ended series is no value, and neither is an infinite one.
            for sample in samples where sample.value.isFinite {
                let (age, overflow) = sample.milliseconds.subtractingReportingOverflow(first)
                guard !overflow, age > -tolerance, age < end else { continue }
                // Most samples take the row after the one before: no division.
                var row = next
                if age > Int64(row) * step || age <= Int64(row - 1) * step {
                    row = age <= 0 ? 0 : Int((age + step - 1) / step)
                }
                next = row + 1
                while row < rowCount, Int64(row) * step - age < tolerance {
                    cells[base + row] = sample.value
                    row += 1
                }
            }
        }
    }
}

/// Takes what a range query evaluated: one value for each row, already aligned by the server.
struct EvaluatedCells: SampleSink {
    var group: CellGroup

    mutating func begin(_ series: PrometheusSeries) -> Bool { group.begin(series) }

    mutating func append(_ samples: [SeriesSample]) {
        for sample in samples { group.set(sample.value, at: sample.milliseconds) }
    }
}

extension CellGroup {
    /// Gives a value to the row at exactly this moment.
    mutating func set(_ value: Double, at milliseconds: Int64) {
        let age = milliseconds - firstMilliseconds
        guard let base, value.isFinite, age >= 0, age % stepMilliseconds == 0 else { return }
        let row = Int(age / stepMilliseconds)
        guard row < rowCount else { return }
        cells[base + row] = value
    }
}
