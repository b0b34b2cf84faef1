import FeatureSelection
import Foundation
public import PrometheusAPI

/// Series that were extracted and aligned.
///
/// The cells lie in the files of the work so far, which are mapped into memory: the system keeps of them what it has room for.
public struct Extraction: Sendable {
    /// One of the series.
    public struct Column: Sendable {
        /// Its name and labels.
        public let series: PrometheusSeries
        /// Whether it is a counter, by its type or else its name.
        public let isCounter: Bool
        fileprivate let values: Data

        /// Lends the value at each row; `.nan` where it is missing.
        func withRaw<Value>(_ body: (UnsafeBufferPointer<Double>) -> Value) -> Value {
            values.withUnsafeBytes { body($0.bindMemory(to: Double.self)) }
        }

        /// The value at each row; `.nan` where it is missing.
        public var raw: [Double] {
            values.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
        }
    }

    /// What was asked for.
    public let request: ExtractionRequest
    /// The series that vary, by name.
    public let columns: [Column]
    /// How many series were left out because they are constant, or have no sample in the span.
    public let constantCount: Int
    private let folder: WorkFolder

    init(_ plan: ExtractionPlan, folder: WorkFolder) throws(ExtractionError) {
        request = plan.request
        self.folder = folder
        var columns: [Column] = []
        let size = plan.request.rowCount * 8
        for (number, group) in plan.groups.enumerated() {
            let file = folder.file(ofGroup: number)
            guard let data = try? Data(contentsOf: URL(filePath: file), options: .alwaysMapped),
                data.count == group.count * size
            else { throw .damaged(file: file) }
            for (place, entry) in zip(0..., plan.entries[group]) {
                let values = data[place * size..<(place + 1) * size]
                guard Self.varies(values) else { continue }
                columns.append(Column(series: entry.series, isCounter: entry.isCounter, values: values))
            }
        }
        guard !columns.isEmpty else { throw .onlyConstants(series: plan.entries.count) }
        self.columns = columns
        constantCount = plan.entries.count - columns.count
    }

    /// The time of each row, UTC seconds.
    public var seconds: [Int64] { (0..<request.rowCount).map(request.second(of:)) }

    /// The values of a column: a counter's rate per second, unless the raw sum is wanted.
    public func values(of column: Column, asRates: Bool) -> [Double] {
        guard asRates, column.isCounter else { return column.raw }
        var rate = CounterRate()
        var second = request.seconds.lowerBound
        return column.raw.map { value in
            defer { second += request.step }
            return rate.append(value, at: second)
        }
    }

    /// Removes the files of the work; the values are gone with them.
    public func removeFiles() {
        folder.remove()
    }

    private static func varies(_ values: Data) -> Bool {
        values.withUnsafeBytes { bytes in
            let numbers = bytes.bindMemory(to: Double.self)
            guard let first = numbers.first(where: { !$0.isNaN }) else { return false }
            return numbers.contains { $0 != first && !$0.isNaN }
        }
    }
}
