/// The KPI one period ago: a baseline for loads that come and go by the clock.
package struct SeasonalHistory: Sendable {
    /// The bins into which a period is cut.
    static let binCount = 120

    /// The length of a period, in seconds.
    package let periodSeconds: Int64
    private let binSeconds: Int64
    /// A ring over one period and two bins: the sum of each bin's values.
    package private(set) var sums: [Float]
    private var bins: Bins

    /// What is known of the bins beside their sums.
    private enum Bins: Sendable {
        /// How many values each has, and its number.
        case each(counts: [Float], numbers: [Int64])
        /// The same in a sixth of the memory, where the bin in each place is the newest that belongs there, or empty.
        case ending(at: Int64, counts: [UInt16])
    }

    /// An empty history.
    package init(periodSeconds: Int64) {
        self.periodSeconds = max(1, periodSeconds)
        binSeconds = max(1, periodSeconds / Int64(Self.binCount))
        let count = Int(self.periodSeconds / binSeconds) + 3
        sums = Array(repeating: 0, count: count)
        bins = .each(counts: sums, numbers: Array(repeating: .min, count: count))
    }

    /// The history that was stored; `nil` when the lists do not fit to the period.
    init?(periodSeconds: Int64, sums: [Float], counts: [Float], numbers: [Int64]) {
        self.init(periodSeconds: periodSeconds)
        guard [sums.count, counts.count, numbers.count].allSatisfy({ $0 == self.sums.count }) else { return nil }
        self.sums = sums
        bins = .each(counts: counts, numbers: numbers)
    }

    /// How many values each bin has.
    package var counts: [Float] {
        switch bins {
        case .each(let counts, _): counts
        case .ending(_, let counts): counts.map { Float($0) }
        }
    }

    /// Whether it needs no numbers.
    package var isCompact: Bool {
        if case .ending = bins { true } else { false }
    }

    /// The number of the bin in each place: its first second over the length of a bin.
    package var numbers: [Int64] {
        switch bins {
        case .each(_, let numbers): numbers
        case .ending(let newest, let counts): counts.indices.map { counts[$0] > 0 ? number(at: $0, newest) : .min }
        }
    }

    private func place(of number: Int64) -> Int { Int(number.magnitude % UInt64(sums.count)) }

    /// The newest number up to `newest` that belongs to a place.
    private func number(at place: Int, _ newest: Int64) -> Int64 {
        let behind = self.place(of: newest) - place
        return newest - Int64(behind < 0 ? behind + sums.count : behind)
    }

    /// The same in less memory, if nothing is lost by that.
    ///
    /// From the first value that it takes on, seconds must rise; that one may be older than what is there.
    package func compacted() -> SeasonalHistory {
        guard case .each(let counts, let numbers) = bins, let newest = numbers.max(), newest >= Int64(sums.count) else {
            return self
        }
        let most = Float(min(binSeconds, Int64(UInt16.max)))
        let isInOrder = numbers.indices.allSatisfy { place in
            let count = counts[place]
            guard numbers[place] != .min else { return count.bitPattern == 0 && sums[place].bitPattern == 0 }
            return numbers[place] == number(at: place, newest) && (1...most).contains(count)
                && count == count.rounded()
        }
        guard isInOrder else { return self }
        var history = self
        history.bins = .ending(at: newest, counts: counts.map { UInt16($0) })
        return history
    }

    /// The same in the other one's memory, if that holds the same.
    func shared(with other: SeasonalHistory?) -> SeasonalHistory {
        guard let other, periodSeconds == other.periodSeconds, numbers == other.numbers,
            zip(sums, other.sums).allSatisfy({ $0.bitPattern == $1.bitPattern }),
            zip(counts, other.counts).allSatisfy({ $0.bitPattern == $1.bitPattern })
        else { return self }
        return other
    }

    /// Takes a value of the KPI, on its scale.
    package mutating func append(_ value: Double, second: Int64) {
        let number = second / binSeconds
        let place = place(of: number)
        switch bins {
        case .each(var counts, var numbers):
            // Given back below: whoever else holds a list makes it be copied.
            bins = .ending(at: 0, counts: [])
            if numbers[place] != number {
                numbers[place] = number
                sums[place] = 0
                counts[place] = 0
            }
            sums[place] += Float(value)
            counts[place] += 1
            bins = .each(counts: counts, numbers: numbers)
        case .ending(let newest, var counts):
            guard number >= newest, counts[place] < .max else {
                bins = .each(counts: self.counts, numbers: numbers)
                return append(value, second: second)
            }
            bins = .ending(at: 0, counts: [])
            for passed in 0..<min(number - newest, Int64(sums.count)) {
                let place = self.place(of: number - passed)
                sums[place] = 0
                counts[place] = 0
            }
            sums[place] += Float(value)
            counts[place] += 1
            bins = .ending(at: number, counts: counts)
        }
    }

    /// What the KPI was around the second that lies whole periods before `second` and not after `now`.
    package func value(at second: Int64, now: Int64) -> Double? {
        let periods = max(1, (second - now + periodSeconds - 1) / periodSeconds)
        let number = (second - periods * periodSeconds) / binSeconds
        var (sum, count): (Float, Float) = (0, 0)
        for neighbour in number - 1...number + 1 {
            let place = place(of: neighbour)
            switch bins {
            case .each(let counts, let numbers):
                guard numbers[place] == neighbour else { continue }
                count += counts[place]
            case .ending(let newest, let counts):
                guard neighbour <= newest, neighbour > newest - Int64(sums.count), counts[place] > 0 else { continue }
                count += Float(counts[place])
            }
            sum += sums[place]
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
