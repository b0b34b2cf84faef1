/// The KPI one period ago: a baseline for loads that come and go by the clock.
struct SeasonalHistory: Sendable, Hashable {
    /// The bins into which a period is cut.
    static let binCount = 120

    /// The length of a period, in seconds.
    let periodSeconds: Int64
    private let binSeconds: Int64
    // A ring over one period and two bins: sums and counts by bin number.
    private(set) var sums: [Float]
    private(set) var counts: [Float]
    private(set) var numbers: [Int64]

    init(periodSeconds: Int64) {
        self.periodSeconds = max(1, periodSeconds)
        binSeconds = max(1, periodSeconds / Int64(Self.binCount))
        let count = Int(self.periodSeconds / binSeconds) + 3
        sums = Array(repeating: 0, count: count)
        counts = sums
        numbers = Array(repeating: .min, count: count)
    }

    /// The history that was stored; `nil` when the lists do not fit to the period.
    init?(periodSeconds: Int64, sums: [Float], counts: [Float], numbers: [Int64]) {
        self.init(periodSeconds: periodSeconds)
        guard [sums.count, counts.count, numbers.count].allSatisfy({ $0 == self.sums.count }) else { return nil }
        (self.sums, self.counts, self.numbers) = (sums, counts, numbers)
    }

    /// Takes a value of the KPI, on its scale.
    mutating func append(_ value: Double, second: Int64) {
        let number = second / binSeconds
        let slot = Int(number.magnitude % UInt64(sums.count))
        if numbers[slot] != number {
            numbers[slot] = number
            sums[slot] = 0
            counts[slot] = 0
        }
        sums[slot] += Float(value)
        counts[slot] += 1
    }

    /// What the KPI was around the second that lies whole periods before `second` and not after `now`.
    func value(at second: Int64, now: Int64) -> Double? {
        let periods = max(1, (second - now + periodSeconds - 1) / periodSeconds)
        let number = (second - periods * periodSeconds) / binSeconds
        var (sum, count): (Float, Float) = (0, 0)
        for neighbour in number - 1...number + 1 {
            let slot = Int(neighbour.magnitude % UInt64(sums.count))
            guard numbers[slot] == neighbour else { continue }
            sum += sums[slot]
            count += counts[slot]
        }
        return count > 0 ? Double(sum / count) : nil
    }

    /// The period of the KPI, where the autocorrelation has its highest peak after it was first negative.
    ///
    /// - Parameter values: The KPI on its scale; `.nan` where missing.
    /// - Returns: Seconds; `nil` when no period returns at least three times with a correlation of 0.3.
    static func period(seconds: [Int64], values: [Double]) -> Int64? {
        guard let first = seconds.first, let last = seconds.last, last - first >= 60 else { return nil }
        let bin = max(1, (last - first) / 2_000)
        let count = Int((last - first) / bin) + 1
        var (sums, counts) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        for (second, value) in zip(seconds, values) where value.isFinite {
            sums[Int((second - first) / bin)] += value
            counts[Int((second - first) / bin)] += 1
        }
        let total = counts.reduce(0, +)
        guard total > 0 else { return nil }
        let mean = sums.reduce(0, +) / total
        let series = zip(sums, counts).map { $1 > 0 ? $0 / $1 - mean : 0 }
        let variance = series.reduce(0) { $0 + $1 * $1 }
        guard variance > 0 else { return nil }
        let correlations = (0...count / 3).map { (lag: Int) -> Double in
            let product = (lag..<count).reduce(0.0) { $0 + series[$1] * series[$1 - lag] }
            return product / variance * Double(count) / Double(count - lag)
        }
        guard let start = correlations.firstIndex(where: { $0 < 0 }) else { return nil }
        guard let best = correlations.indices[start...].max(by: { correlations[$0] < correlations[$1] }),
            best < correlations.count - 1, correlations[best] >= 0.3
        else { return nil }
        return Int64(best) * bin
    }
}
