/// Samples of one series in memory that is used again and again, oldest first, as ``SecondWindow`` puts them there.
///
/// Let views go before the next gathering, or the memory is copied.
public struct GatheredSamples: Sendable {
    private var times: [Double] = []
    private var values: [Double] = []
    private var count = 0

    /// Makes an empty one with room for `capacity` samples; more make it grow.
    public init(capacity: Int) {
        times = Array(repeating: 0, count: max(0, capacity))
        values = times
    }

    /// The samples in the seconds `(second - span, second]`.
    ///
    /// - Complexity: O(log n), without allocation.
    public func view(over span: Int64, endingAt second: Int64) -> WindowView {
        let (before, now) = (1_000 * (Double(second) - Double(span)), 1_000 * Double(second))
        let upper = firstSlot(after: now, below: count)
        return WindowView(times: times, values: values, slots: firstSlot(after: before, below: upper)..<upper)
    }

    /// Every sample.
    public var view: WindowView { WindowView(times: times, values: values, slots: 0..<count) }

    mutating func removeAll() { count = 0 }

    /// Takes the values of seconds that follow each other, of which the first is `second`; NaN is left out.
    ///
    /// Without a branch that depends on a value; whole milliseconds are exact, however they are summed.
    mutating func append(_ row: UnsafeBufferPointer<Double>, from second: Int64) {
        let missing = count + row.count - times.count
        if missing > 0 {
            times += repeatElement(0, count: missing)
            values += repeatElement(0, count: missing)
        }
        var (end, time) = (count, 1_000 * Double(second))
        times.withUnsafeMutableBufferPointer { times in
            values.withUnsafeMutableBufferPointer { values in
                for value in row {
                    times[end] = time
                    values[end] = value
                    end += value.isNaN ? 0 : 1
                    time += 1_000
                }
            }
        }
        count = end
    }

    /// The first slot whose time is greater than `time`, or `upper` if there is none.
    private func firstSlot(after time: Double, below upper: Int) -> Int {
        if upper == 0 || times[upper - 1] <= time { return upper }
        var (low, high) = (0, upper - 1)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] > time { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
