/// Why a series was not even considered.
public enum ScreeningVerdict: Sendable, Equatable {
    /// It is considered.
    case kept
    /// Too few of its rows have a value.
    case sparse
    /// Its value never changes, or only in so few rows that nothing can be learned from it.
    case constant
    /// Its value is the time, or time that went by.
    case clock
    /// It says the same as this earlier column.
    case duplicate(of: Int)
}

/// The removal of series that cannot help: too often missing, constant, or copies of others.
public struct Screening: Sendable, Equatable {
    /// The smallest share of rows with a value.
    public var smallestPresentShare = 0.5
    /// The smallest share of rows whose value is another than the one before.
    public var smallestChangedShare = 0.002
    /// An absolute correlation above this marks a copy.
    public var duplicateCorrelation = 0.999

    /// Starts with the default limits.
    public init() {}

    /// Judges every column; of copies the first one is kept.
    ///
    /// - Parameter matrix: Counters already as rates.
    /// - Returns: One verdict for each column.
    /// - Complexity: O(rows × columns + columns²), and rows for each pair that looks alike.
    public func verdicts(on matrix: SeriesMatrix) -> [ScreeningVerdict] {
        var verdicts = matrix.columns.map(verdict(on:))
        let kept = verdicts.indices.filter { verdicts[$0] == .kept }
        for (copy, original) in copies(among: kept, in: matrix) {
            verdicts[copy] = .duplicate(of: original)
        }
        return verdicts
    }

    private func verdict(on column: [Double]) -> ScreeningVerdict {
        var present = 0
        var changed = 0
        var last = Double.nan
        for value in column where value.isFinite {
            present += 1
            if present > 1, value != last {
                changed += 1
            }
            last = value
        }
        let rows = Double(column.count)
        guard present > 2, Double(present) >= smallestPresentShare * rows else { return .sparse }
        return changed == 0 || Double(changed) < smallestChangedShare * rows ? .constant : .kept
    }

    private func copies(among kept: [Int], in matrix: SeriesMatrix) -> [Int: Int] {
        let limit = 2 * Double(matrix.rowCount) * (1 - duplicateCorrelation)
        let prints = kept.map { Fingerprint(matrix.columns[$0]) }
        var original: [Int: Int] = [:]
        for later in kept.indices {
            for earlier in 0..<later where original[kept[earlier]] == nil {
                let (a, b) = (matrix.columns[kept[later]], matrix.columns[kept[earlier]])
                guard prints[later].isNear(prints[earlier], a, b, limit: limit) else { continue }
                if abs(PairedMoments(a, b).correlation) > duplicateCorrelation {
                    original[kept[later]] = kept[earlier]
                    break
                }
            }
        }
        return original
    }
}

/// A series' mean and deviation, and a few of its rows in these units.
///
/// Series of n rows that correlate at c differ in all their rows by a sum of squares of 2 n (1 - c), so in a few rows by no
/// more: that proves nearly all pairs different without reading them in full.
private struct Fingerprint {
    private let mean: Double
    private let deviation: Double
    private let values: [Double]

    init(_ column: [Double]) {
        let present = column.lazy.filter(\.isFinite)
        let count = Double(max(1, present.count))
        let mean = present.reduce(0, +) / count
        let deviation = (present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        values = stride(from: 0, to: column.count, by: max(1, column.count / 64))
            .map { (column[$0] - mean) / deviation }
        (self.mean, self.deviation) = (mean, deviation)
    }

    /// Whether the series, or one and the mirror image of the other, differ by no more than the limit.
    func isNear(_ other: Fingerprint, _ column: [Double], _ otherColumn: [Double], limit: Double) -> Bool {
        var distance = Distance(limit: limit)
        for (a, b) in zip(values, other.values) where !distance.isFar { distance.add(a, b) }
        guard !distance.isFar else { return false }
        distance = Distance(limit: limit)
        for (a, b) in zip(column, otherColumn) {
            distance.add((a - mean) / deviation, (b - other.mean) / other.deviation)
            if distance.isFar { return false }
        }
        return true
    }
}

private struct Distance {
    let limit: Double
    var apart = 0.0
    var mirrored = 0.0

    init(limit: Double) {
        self.limit = limit
    }

    var isFar: Bool { apart > limit && mirrored > limit }

    mutating func add(_ a: Double, _ b: Double) {
        guard !(a - b).isNaN else { return }
        apart += (a - b) * (a - b)
        mirrored += (a + b) * (a + b)
    }
}
