public import Store

/// Joins what was scraped and what the KPI stream said into one row for each UTC second.
///
/// A second is handed out once, in order, as soon as every target has answered or failed and the KPI is there, or when
/// ``patience`` is over; whatever comes later is too late for the forecast (it is still recorded). A missing value is NaN,
/// never zero: a gauge stays known for ``staleness`` seconds after it was last read, a counter not at all, for its
/// repeated value would look like a rate of zero.
public struct SecondAssembler: Sendable {
    /// Seconds for which the last value of a gauge stands for a missing one.
    public static let staleness: Int64 = 2
    /// How far from now, in seconds, a KPI row may be to be joined.
    public static let longestWait: Int64 = 10
    /// How far a clock may step back, in seconds, before everything begins anew.
    public static let toleratedStep: Int64 = 5

    /// Milliseconds after the end of a second until it is handed out with what is there.
    public let patience: Int64
    /// The series seen so far; a series keeps its place for ever.
    public private(set) var columns: [SeriesColumn] = []
    /// The last second that was handed out.
    public private(set) var lastSecond: Int64?

    private let targetCount: Int
    private let isStreaming: Bool
    private var places: [SeriesColumn: Int] = [:]
    private var lastReadings: [(second: Int64, value: Double)] = []
    /// The seconds that have not been handed out, in no order: nearly always one or two.
    private var waiting: [Waiting] = []

    /// The columns of streams that a second waits for, and when each was last heard of.
    private var expected: [(place: Int, heard: Int64)] = []
    /// For each column, where it stands among those that are expected; -1 for nowhere.
    private var expectations: [Int32] = []

    private struct Waiting {
        var second: Int64
        var values: [(column: Int, value: Double)] = []
        var targets: Set<Int> = []
        /// Which of the expected columns have been heard of.
        var streamed: [Bool] = []
        var kpi: Double?
    }

    /// Starts without a series.
    ///
    /// - Parameters:
    ///   - targetCount: How many targets are to answer for each second.
    ///   - isStreaming: Whether series come in streams, too.
    ///   - patience: Milliseconds after the end of a second until it is handed out with what is there.
    ///   - lastSecond: The last second that was handed out before this one began.
    public init(targetCount: Int, isStreaming: Bool = false, patience: Int64 = 1200, lastSecond: Int64? = nil) {
        self.targetCount = targetCount
        self.lastSecond = lastSecond
        self.isStreaming = isStreaming
        self.patience = patience
    }

    /// Takes what a target said at `second`; `nil` when it failed.
    ///
    /// - Returns: Whether the clock has stepped back by more than ``toleratedStep``, so that the history before is no use.
    public mutating func add(_ page: ScrapedPage?, target: Int, second: Int64) -> Bool {
        var hasSteppedBack = false
        if let lastSecond, second <= lastSecond {
            guard lastSecond - second > Self.toleratedStep else { return false }
            hasSteppedBack = true
            startAnew()
        }
        let index = index(of: second)
        waiting[index].targets.insert(target)
        for item in page?.entries ?? [] {
            let place = place(of: item.column)
            waiting[index].values.append((place, item.value))
        }
        return hasSteppedBack
    }

    /// Takes a value of a series that came in a stream at `milliseconds`; the last one of a second counts.
    ///
    /// A stream may be late, and repeat what was said long ago; only the machine's own clock tells that time has stepped.
    ///
    /// - Returns: Whether the clock has stepped back by more than ``toleratedStep``, so that the history before is no use.
    public mutating func add(_ value: Double, of series: String, second: Int64, at milliseconds: Int64) -> Bool {
        guard abs(milliseconds / 1000 - second) <= Self.longestWait else { return false }
        var hasSteppedBack = false
        if let lastSecond, second <= lastSecond {
            guard lastSecond - milliseconds / 1000 > Self.toleratedStep else { return false }
            hasSteppedBack = true
            startAnew()
        }
        let place = streamPlace(of: series)
        let index = index(of: second)
        waiting[index].values.append((place, value))
        let expectation = Int(expectations[place])
        if expectation >= 0 {
            waiting[index].streamed[expectation] = true
            expected[expectation].heard = max(expected[expectation].heard, second)
        }
        return hasSteppedBack
    }

    /// Whether a value of `second` that comes in a stream now is too late to be forecast from.
    public func isPast(_ second: Int64, at milliseconds: Int64) -> Bool {
        let now = milliseconds / 1000
        if now - second > Self.longestWait { return true }
        guard let lastSecond, second <= lastSecond else { return false }
        return lastSecond - now <= Self.toleratedStep
    }

    /// Says which series of streams complete a second; one that has been silent for ``longestWait`` is not waited for.
    public mutating func expect(_ names: [String]) {
        let known = expected
        expected = []
        if isStreaming {
            for name in names {
                let place = streamPlace(of: name)
                guard !expected.contains(where: { $0.place == place }) else { continue }
                expected.append((place, known.first { $0.place == place }?.heard ?? Int64.min / 2))
            }
        }
        expectations = Array(repeating: -1, count: columns.count)
        for (index, column) in expected.enumerated() { expectations[column.place] = Int32(index) }
        for index in waiting.indices {
            let streamed = Set(known.indices.filter { waiting[index].streamed[$0] }.map { known[$0].place })
            waiting[index].streamed = expected.map { streamed.contains($0.place) }
        }
    }

    /// Takes the KPI of `second`, which arrived at `milliseconds`; NaN says that the second has none.
    ///
    /// Only the seconds around now are waited for: a file of the past, or rows with a wrong clock, make no forecasts.
    public mutating func add(kpi: Double, second: Int64, at milliseconds: Int64) {
        if let lastSecond, second <= lastSecond { return }
        guard abs(milliseconds / 1000 - second) <= Self.longestWait else { return }
        waiting[index(of: second)].kpi = kpi
    }

    /// Hands out the seconds that are complete or overdue, oldest first.
    public mutating func take(at milliseconds: Int64) -> [AssembledSecond] {
        let overdue = (milliseconds - patience - 1000) / 1000
        var newest: Int64?
        // A KPI row of the future waits for its time.
        for entry in waiting where entry.second * 1000 <= milliseconds && entry.second > newest ?? .min {
            if entry.second <= overdue || entry.kpi != nil && hasAllInputs(entry) { newest = entry.second }
        }
        guard let newest else { return [] }
        let entries = waiting.filter { $0.second <= newest }.sorted { $0.second < $1.second }
        waiting.removeAll { $0.second <= newest }
        return entries.map { assemble($0) }
    }

    /// The second after the last one, when nothing is missing but its KPI; `nil` otherwise.
    func secondBeforeKPI() -> AssembledSecond? {
        guard let second = lastSecond.map({ $0 &+ 1 }), let entry = waiting.first(where: { $0.second == second }),
            entry.kpi == nil, hasAllInputs(entry)
        else { return nil }
        var readings = lastReadings
        for (column, value) in entry.values { readings[column] = (second, value) }
        return AssembledSecond(second: second, values: values(at: second, readings), kpi: .nan)
    }

    private mutating func index(of second: Int64) -> Int {
        if let index = waiting.firstIndex(where: { $0.second == second }) { return index }
        waiting.append(Waiting(second: second, streamed: Array(repeating: false, count: expected.count)))
        return waiting.count - 1
    }

    private func hasAllInputs(_ entry: Waiting) -> Bool {
        guard entry.targets.count == targetCount else { return false }
        guard isStreaming else { return true }
        let isAnybodyThere = entry.streamed.contains(true)
        return isAnybodyThere
            && expected.indices.allSatisfy { index in
                entry.streamed[index] || entry.second - expected[index].heard > Self.longestWait
            }
    }

    private mutating func streamPlace(of series: String) -> Int {
        // A stream does not say whether it counts; the values do, in training.
        place(of: SeriesColumn(name: series, kind: .untyped))
    }

    private mutating func assemble(_ entry: Waiting) -> AssembledSecond {
        let second = entry.second
        for (column, value) in entry.values { lastReadings[column] = (second, value) }
        lastSecond = second
        return AssembledSecond(second: second, values: values(at: second, lastReadings), kpi: entry.kpi ?? .nan)
    }

    private func values(at second: Int64, _ readings: [(second: Int64, value: Double)]) -> [Double] {
        columns.indices.map { index in
            let (read, value) = readings[index]
            let tolerated = columns[index].kind == .gauge ? Self.staleness : 0
            return second - read <= tolerated ? value : .nan
        }
    }

    private mutating func place(of column: SeriesColumn) -> Int {
        if let place = places[column] { return place }
        let place = columns.count
        places[column] = place
        columns.append(column)
        expectations.append(-1)
        lastReadings.append((Int64.min / 2, .nan))
        return place
    }

    private mutating func startAnew() {
        lastSecond = nil
        waiting = []
        for index in lastReadings.indices { lastReadings[index] = (Int64.min / 2, .nan) }
    }
}
