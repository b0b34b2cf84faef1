/// The newest seconds of several series that are measured together: one value a second and series, without time stamps.
///
/// A value lies where its second says, so that a series costs eight bytes a second and nothing else. What was not measured is
/// not there: a ``GatheredSamples`` has no place for it. The statistics of gathered samples are those of a ``SlidingWindow``
/// with the same samples, to the bit.
public struct SecondWindow: Sendable {
    /// How many series there are.
    public let seriesCount: Int
    /// How many seconds are kept, the newest one included.
    public let capacity: Int

    /// Series by series; the value of a second lies at the second modulo ``capacity``, `.nan` where there is none.
    private var values: [Double]
    /// The newest second that a row was begun for.
    public private(set) var newest: Int64?

    /// Seconds beyond have no exact milliseconds, which the statistics count in.
    static let latest: Int64 = (1 << 53) / 1_000

    /// Makes an empty window.
    ///
    /// - Precondition: `capacity` is positive, `seriesCount` is not negative.
    public init(seriesCount: Int, capacity: Int) {
        precondition(capacity > 0 && seriesCount >= 0, "a window holds at least one second")
        self.seriesCount = seriesCount
        self.capacity = capacity
        values = Array(repeating: .nan, count: seriesCount * capacity)
    }

    /// Begins the row of a second, in which nothing has been measured yet; the seconds between are empty.
    ///
    /// - Returns: Whether it was begun; `false` when it is not newer than the last one, or too far off to be a time.
    /// - Complexity: O(series × seconds since the last row, at most ``capacity``).
    public mutating func begin(_ second: Int64) -> Bool {
        guard second.magnitude <= UInt64(Self.latest), newest.map({ second > $0 }) ?? true else { return false }
        let empty = newest.map { min(second - $0, Int64(capacity)) } ?? 0
        newest = second
        for passed in 0..<empty {
            let slot = slot(of: second - passed)
            for series in 0..<seriesCount { values[series * capacity + slot] = .nan }
        }
        return true
    }

    /// Puts a value into the row that was begun last.
    ///
    /// - Precondition: A row was begun, and there is such a series.
    public mutating func put(_ value: Double, series: Int) {
        guard let newest, series >= 0, series < seriesCount else { preconditionFailure("no such place") }
        values[series * capacity + slot(of: newest)] = value.isFinite ? value : .nan
    }

    /// Forgets everything; keeps the memory.
    public mutating func removeAll() {
        newest = nil
        for index in values.indices { values[index] = .nan }
    }

    /// The newest value of a series in the seconds `(second - span, second]`; `nil` when there is none.
    public func last(of series: Int, over span: Int64, endingAt second: Int64) -> Double? {
        var now = min(second, newest ?? .min)
        guard let first = firstSecond(over: span, endingAt: second) else { return nil }
        while now >= first {
            let value = values[series * capacity + slot(of: now)]
            if !value.isNaN { return value }
            now -= 1
        }
        return nil
    }

    /// Puts the samples of a series in the seconds `(second - span, second]` one after the other, oldest first.
    ///
    /// - Complexity: O(span), without allocation once `samples` has room.
    public func gather(_ series: Int, over span: Int64, endingAt second: Int64, into samples: inout GatheredSamples) {
        samples.removeAll()
        guard let newest, let first = firstSecond(over: span, endingAt: second) else { return }
        let last = min(second, newest)
        guard first <= last else { return }
        values.withUnsafeBufferPointer { values in
            let (count, slot) = (Int(last - first) + 1, slot(of: first))
            let ring = UnsafeBufferPointer(rebasing: values[series * capacity..<(series + 1) * capacity])
            let untilEnd = min(count, capacity - slot)
            samples.append(UnsafeBufferPointer(rebasing: ring[slot..<slot + untilEnd]), from: first)
            samples.append(
                UnsafeBufferPointer(rebasing: ring[0..<count - untilEnd]),
                from: first + Int64(untilEnd)
            )
        }
    }

    /// The first second of a span for which there is a place.
    private func firstSecond(over span: Int64, endingAt second: Int64) -> Int64? {
        guard let newest, span > 0 else { return nil }
        let (before, overflow) = second.subtractingReportingOverflow(span)
        let oldest = newest - Int64(capacity) + 1
        return overflow ? oldest : max(oldest, before + 1)
    }

    private func slot(of second: Int64) -> Int {
        let rest = Int(second % Int64(capacity))
        return rest < 0 ? rest + capacity : rest
    }
}
