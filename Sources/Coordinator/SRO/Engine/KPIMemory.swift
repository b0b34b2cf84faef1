import SlidingWindow

/// The last minutes of a KPI: for the baselines that every forecast is compared with, and for judging changes.
struct KPIMemory: Sendable {
    /// The span of the baseline "running median", in seconds.
    static let medianSeconds: Int64 = 30

    private var window: SecondWindow

    /// The last known value, however old.
    private(set) var last: Double?

    /// Remembers at least so many seconds.
    init(seconds: Int) {
        window = SecondWindow(seriesCount: 1, capacity: max(seconds, 2 * Int(Self.medianSeconds)))
    }

    mutating func append(_ value: Double, second: Int64) {
        guard value.isFinite, window.begin(second) else { return }
        window.put(value, series: 0)
        last = value
    }

    mutating func removeAll() {
        window.removeAll()
        last = nil
    }

    /// The median of the last ``medianSeconds`` up to `second`.
    func runningMedian(at second: Int64) -> Double? {
        samples(over: Self.medianSeconds, endingAt: second).view.quantile(0.5)
    }

    /// The share of the known seconds in `(end - span, end]` that broke the agreement; `nil` when fewer than 10 are known.
    func violationShare(of bound: Bound, over span: Int64, endingAt end: Int64) -> Double? {
        let view = samples(over: span, endingAt: end).view
        guard view.count >= 10 else { return nil }
        let violations = (0..<view.count).count { bound.isViolated(by: view[$0].value) }
        return Double(violations) / Double(view.count)
    }

    private func samples(over span: Int64, endingAt second: Int64) -> GatheredSamples {
        var samples = GatheredSamples(capacity: Int(min(span, Int64(window.capacity))))
        window.gather(0, over: span, endingAt: second, into: &samples)
        return samples
    }
}
