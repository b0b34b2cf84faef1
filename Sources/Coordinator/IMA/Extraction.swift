import FeatureSelection
import Foundation
public import PrometheusAPI

/// Series that were extracted and aligned.
///
/// The cells lie in memory, or in the files of the work so far, which are mapped into memory: the system keeps of them what it
/// has room for.
public struct Extraction: Sendable {
    /// One of the series.
    public struct Column: Sendable {
        /// Its name and labels.
        public let series: PrometheusSeries
        /// Whether it is a counter, by its type or else its name.
        public let isCounter: Bool
        fileprivate let place: Place

        /// Lends the value at each row; `.nan` where it is missing.
        func withRaw<Value>(_ body: (UnsafeBufferPointer<Double>) -> Value) -> Value {
            switch place {
            case .kept(let cells, let range):
                withExtendedLifetime(cells) { body(UnsafeBufferPointer(rebasing: cells.numbers[range])) }
            case .mapped(let bytes): bytes.withUnsafeBytes { body($0.bindMemory(to: Double.self)) }
            }
        }

        /// The value at each row; `.nan` where it is missing.
        public var raw: [Double] { withRaw { Array($0) } }

        fileprivate var varies: Bool {
            withRaw { numbers in
                guard let first = numbers.first(where: { !$0.isNaN }) else { return false }
                return numbers.contains { $0 != first && !$0.isNaN }
            }
        }
    }

    /// Where the cells of a column are: a part of its group's.
    fileprivate enum Place: Sendable {
        case kept(Cells, Range<Int>)
        case mapped(Data)
    }

    /// What was asked for.
    public let request: ExtractionRequest
    /// The series that vary, by name.
    public let columns: [Column]
    /// How many series were left out because they are constant, or have no sample in the span.
    public let constantCount: Int
    /// How many series were left out because their names are any text, which Prometheus allows since version 3.
    public let foreignCount: Int
    private let folder: WorkFolder

    /// Puts the groups of a plan together.
    ///
    /// - Parameter kept: The cells of groups that lie in memory; those of the others are in the folder.
    init(_ plan: ExtractionPlan, folder: WorkFolder, kept: [Int: Cells]) throws(ExtractionError) {
        request = plan.request
        self.folder = folder
        var columns: [Column] = []
        let rowCount = plan.request.rowCount
        for (number, group) in plan.groups.enumerated() {
            let cells = kept[number]
            let file = cells == nil ? try Self.map(folder.file(ofGroup: number), group.count * rowCount * 8) : nil
            for (index, entry) in zip(0..., plan.entries[group]) {
                let (start, end) = (index * rowCount, (index + 1) * rowCount)
                let place: Place? =
                    cells.map { .kept($0, start..<end) } ?? file.map { .mapped($0[start * 8..<end * 8]) }
                guard let place else { continue }
                let column = Column(series: entry.series, isCounter: entry.isCounter, place: place)
                if column.varies { columns.append(column) }
            }
        }
        guard !columns.isEmpty else { throw .onlyConstants(series: plan.entries.count) }
        self.columns = columns
        constantCount = plan.entries.count - columns.count
        foreignCount = plan.foreignCount
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

    private static func map(_ file: String, _ size: Int) throws(ExtractionError) -> Data {
        guard let data = try? Data(contentsOf: URL(filePath: file), options: .alwaysMapped), data.count == size else {
            throw .damaged(file: file)
        }
        return data
    }
}
