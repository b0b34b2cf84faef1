/// The newest samples of one series: what the agent, the training and the live forecast all compute their statistics from.
///
/// Samples are ordered by time stamp, and a gap stays a gap: nothing is interpolated and nothing is repeated. All memory is
/// taken in ``init(capacity:)``. A ``WindowView`` that is still alive when the window changes makes the window copy itself,
/// so on hot paths let views go before the next ``append(_:at:)``.
public struct SlidingWindow: Sendable {
    /// How many samples are kept; the oldest makes room.
    public let capacity: Int

    // Samples lie at `start ..< end`, oldest first, in plain arrays with a quarter of slack: when the end is reached they move
    // back to the front, which costs four moves an append. A ring would save the slack, but a view of a ring has a seam at a
    // place that depends on how much went before, and then so would the order of every sum.
    private var times: [Double]
    private var values: [Double]
    private var start = 0
    private var end = 0

    /// Makes an empty window.
    ///
    /// - Parameter capacity: How many samples to keep.
    /// - Precondition: `capacity` is positive.
    public init(capacity: Int) {
        precondition(capacity > 0, "a window holds at least one sample")
        self.capacity = capacity
        let slots = capacity + max(1, capacity / 4)
        times = Array(repeating: 0, count: slots)
        values = Array(repeating: 0, count: slots)
    }

    /// How many samples there are, at most ``capacity``.
    public var count: Int { end - start }

    /// Whether there is no sample.
    public var isEmpty: Bool { start == end }

    /// The newest value.
    public var last: Double? { isEmpty ? nil : values[end - 1] }

    /// The time stamp of the newest sample, in milliseconds since the Unix epoch.
    public var lastMilliseconds: Int64? { isEmpty ? nil : Int64(times[end - 1]) }

    /// Takes one sample; when the window is full, the oldest goes.
    ///
    /// - Parameters:
    ///   - value: Must be finite; a missing value is simply not there.
    ///   - milliseconds: Since the Unix epoch; newer than the last one, and within ±2⁵³.
    /// - Returns: Whether the sample was taken.
    /// - Complexity: O(1) amortised, without allocation.
    @discardableResult
    public mutating func append(_ value: Double, at milliseconds: Int64) -> Bool {
        guard value.isFinite, let time = exact(milliseconds), isEmpty || time > times[end - 1] else { return false }
        if count == capacity { start += 1 }
        if end == times.count { moveToFront() }
        times[end] = time
        values[end] = value
        end += 1
        return true
    }

    /// Forgets every sample; keeps the memory.
    public mutating func removeAll() {
        start = 0
        end = 0
    }

    /// The samples with a time stamp in `(milliseconds - span, milliseconds]`.
    ///
    /// - Parameters:
    ///   - spanMilliseconds: The length of the span; nothing is in a span that is not positive.
    ///   - milliseconds: The end of the span, since the Unix epoch; included.
    /// - Complexity: O(log n), without allocation.
    public func view(over spanMilliseconds: Int64, endingAt milliseconds: Int64) -> WindowView {
        let limit = Int64(1) << 53
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(max(0, spanMilliseconds))
        let before = Double(overflow ? -limit : min(max(difference, -limit), limit))
        let upper = firstSlot(after: Double(min(max(milliseconds, -limit), limit)), below: end)
        return WindowView(times: times, values: values, slots: firstSlot(after: before, below: upper)..<upper)
    }

    /// Every sample.
    public func view() -> WindowView {
        WindowView(times: times, values: values, slots: start..<end)
    }

    private mutating func moveToFront() {
        for slot in start..<end {
            times[slot - start] = times[slot]
            values[slot - start] = values[slot]
        }
        end -= start
        start = 0
    }

    /// The first slot whose time is greater than `time`, or `upper` if there is none.
    private func firstSlot(after time: Double, below upper: Int) -> Int {
        // Most views end now: ask the newest sample first.
        if upper == start || times[upper - 1] <= time { return upper }
        var (low, high) = (start, upper - 1)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] > time { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Time stamps are kept as `Double`, in which every integer up to 2⁵³ is exact: the sums need them so.
    private func exact(_ milliseconds: Int64) -> Double? {
        milliseconds.magnitude <= 1 << 53 ? Double(milliseconds) : nil
    }
}
