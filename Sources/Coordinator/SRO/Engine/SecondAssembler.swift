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
    private var waiting: [Int64: Waiting] = [:]

    /// The columns of streams that a second waits for, and when each was last heard of.
    private var expected: [Int: Int64] = [:]
    private var streamPlaces: [String: Int] = [:]

    private struct Waiting {
        var values: [(column: Int, value: Double)] = []
        var targets: Set<Int> = []
        var streamed: Set<Int> = []
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
        var entry = waiting[second] ?? Waiting()
        entry.targets.insert(target)
        for item in page?.entries ?? [] {
            let place = place(of: item.column)
            entry.values.append((place, item.value))
        }
        waiting[second] = entry
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
        waiting[second, default: Waiting()].values.append((place, value))
        if let before = expected[place] {
            waiting[second]?.streamed.insert(place)
            expected[place] = max(before, second)
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
        expected = [:]
        guard isStreaming else { return }
        for name in names {
            let place = streamPlace(of: name)
            expected[place] = known[place] ?? Int64.min / 2
        }
    }

    /// Takes the KPI of `second`, which arrived at `milliseconds`; NaN says that the second has none.
    ///
    /// Only the seconds around now are waited for: a file of the past, or rows with a wrong clock, make no forecasts.
    public mutating func add(kpi: Double, second: Int64, at milliseconds: Int64) {
        if let lastSecond, second <= lastSecond { return }
        guard abs(milliseconds / 1000 - second) <= Self.longestWait else { return }
        waiting[second, default: Waiting()].kpi = kpi
    }

    /// Hands out the seconds that are complete or overdue, oldest first.
    public mutating func take(at milliseconds: Int64) -> [AssembledSecond] {
        let overdue = (milliseconds - patience - 1000) / 1000
        var newest: Int64?
        // A KPI row of the future waits for its time.
        for second in waiting.keys where second * 1000 <= milliseconds && second > newest ?? .min {
            if second <= overdue || isComplete(second) { newest = second }
        }
        guard let newest else { return [] }
        return waiting.keys.filter { $0 <= newest }.sorted().map { assemble($0) }
    }

    /// The second after the last one, when nothing is missing but its KPI; `nil` otherwise.
    func secondBeforeKPI() -> AssembledSecond? {
        guard let second = lastSecond.map({ $0 &+ 1 }), let entry = waiting[second], entry.kpi == nil,
            hasAllInputs(entry, of: second)
        else { return nil }
        var readings = lastReadings
        for (column, value) in entry.values { readings[column] = (second, value) }
        return AssembledSecond(second: second, values: values(at: second, readings), kpi: .nan)
    }

    private func isComplete(_ second: Int64) -> Bool {
        guard let entry = waiting[second], entry.kpi != nil else { return false }
        return hasAllInputs(entry, of: second)
    }

    private func hasAllInputs(_ entry: Waiting, of second: Int64) -> Bool {
        guard entry.targets.count == targetCount else { return false }
        guard isStreaming else { return true }
        let isAnybodyThere = !entry.streamed.isEmpty
        return isAnybodyThere
            && expected.allSatisfy { place, heard in
                entry.streamed.contains(place) || second - heard > Self.longestWait
            }
    }

    private mutating func streamPlace(of series: String) -> Int {
        if let place = streamPlaces[series] { return place }
        // A stream does not say whether it counts; the values do, in training.
        let place = place(of: SeriesColumn(name: series, kind: .untyped))
        streamPlaces[series] = place
        return place
    }

    private mutating func assemble(_ second: Int64) -> AssembledSecond {
        let entry = waiting.removeValue(forKey: second) ?? Waiting()
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
        lastReadings.append((Int64.min / 2, .nan))
        return place
    }

    private mutating func startAnew() {
        lastSecond = nil
        waiting = [:]
        for index in lastReadings.indices { lastReadings[index] = (Int64.min / 2, .nan) }
    }
}
