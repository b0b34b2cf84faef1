import SlidingWindow

/// The last minutes of a KPI: for the baselines that every forecast is compared with, and for judging changes.
struct KPIMemory: Sendable {
    /// The span of the baseline "running median", in seconds.
    static let medianSeconds: Int64 = 30

    private var window: SlidingWindow

    /// Remembers at least so many seconds.
    init(seconds: Int) {
        window = SlidingWindow(capacity: max(seconds, 2 * Int(Self.medianSeconds)))
    }

    /// The last known value.
    var last: Double? { window.last }

    mutating func append(_ value: Double, second: Int64) {
        window.append(value, at: second * 1000)
    }

    mutating func removeAll() {
        window.removeAll()
    }

    /// The median of the last ``medianSeconds`` up to `second`.
    func runningMedian(at second: Int64) -> Double? {
        window.view(over: Self.medianSeconds * 1000, endingAt: second * 1000).quantile(0.5)
    }

    /// The share of the known seconds in `(end - span, end]` that broke the agreement; `nil` when fewer than 10 are known.
    func violationShare(of bound: Bound, over span: Int64, endingAt end: Int64) -> Double? {
        let view = window.view(over: span * 1000, endingAt: end * 1000)
        guard view.count >= 10 else { return nil }
        let violations = (0..<view.count).count { bound.isViolated(by: view[$0].value) }
        return Double(violations) / Double(view.count)
    }
}
