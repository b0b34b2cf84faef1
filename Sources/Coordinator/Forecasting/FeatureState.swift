import SlidingWindow

/// The past that features are made of: the same code for training and for serving.
///
/// One window for the load, one for the KPI, and a short one for each input. Every feature is a function of the samples in
/// a window alone, so that a forecaster that was started later gives the same bits as one that was started earlier.
struct FeatureState: Sendable {
    /// An input that was not measured for longer is stale, in seconds.
    static let staleSeconds: Int64 = 5

    let layout: FeatureLayout
    let scale: TargetScale
    let scaling: [InputScaling]

    private let spans: [Int64]
    private var load: SlidingWindow
    private var target: SlidingWindow
    private var inputs: [SlidingWindow]
    private(set) var second: Int64?

    init(layout: FeatureLayout, scale: TargetScale, scaling: [InputScaling]) {
        precondition(scaling.count == layout.inputCount, "one scaling for each input")
        self.layout = layout
        self.scale = scale
        self.scaling = scaling
        spans = layout.spansInSeconds.map { Int64($0) * 1_000 }
        load = SlidingWindow(capacity: layout.windowSeconds)
        target = SlidingWindow(capacity: max(layout.windowSeconds, Self.medianSeconds))
        inputs = Array(repeating: SlidingWindow(capacity: layout.spansInSeconds[1]), count: layout.inputCount)
    }

    /// Takes the measurements of one second; `.nan` marks a missing value.
    ///
    /// - Returns: Whether the second is newer than the last one; otherwise nothing is taken.
    mutating func append(second: Int64, inputs row: some RandomAccessCollection<Double>, target value: Double) -> Bool {
        if let last = self.second, second <= last { return false }
        // A time stamp that milliseconds cannot hold is no time.
        let (milliseconds, overflow) = second.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return false }
        self.second = second
        var (sum, count) = (0.0, 0.0)
        for (position, value) in row.enumerated() where value.isFinite {
            let scaled = scaling[position](value)
            inputs[position].append(scaled, at: milliseconds)
            sum += scaled
            count += 1
        }
        if count > 0 { load.append(sum / count, at: milliseconds) }
        if value.isFinite { target.append(scale.forward(value), at: milliseconds) }
        return true
    }

    /// The share of inputs that were measured within the last ``staleSeconds``; one when there are no inputs.
    var freshShare: Double {
        guard let second, !inputs.isEmpty else { return 1 }
        let oldest = (second - Self.staleSeconds) * 1_000
        let fresh = inputs.count { ($0.lastMilliseconds ?? .min) > oldest }
        return Double(fresh) / Double(inputs.count)
    }

    /// Whether the KPI was measured within the running median's span.
    var hasFreshTarget: Bool {
        guard let second, let last = target.lastMilliseconds else { return false }
        return last > (second - Int64(Self.medianSeconds)) * 1_000
    }

    /// How many seconds of the window there are before and with the current one.
    var spanSeconds: Int64 {
        guard let second else { return 0 }
        let oldest = min(load.view().firstMilliseconds ?? .max, target.view().firstMilliseconds ?? .max)
        return oldest == .max ? 0 : second - oldest / 1_000 + 1
    }

    /// The KPI's newest value on its scale, however old; `nil` before the first.
    var lastTarget: Double? { target.last }

    /// The span of the running-median baseline.
    static let medianSeconds = 30

    /// The running median of the KPI on its scale; the newest value when the span is empty.
    ///
    /// Of an even number, the KPI's own mean of the two middle values, as the median of the raw values has it.
    ///
    /// - Parameter ordered: Memory to sort in, which is the caller's so that thousands of slices do not each keep some.
    func runningMedian(using ordered: inout OrderedValues) -> Double? {
        guard let second else { return nil }
        ordered.fill(from: target.view(over: Int64(Self.medianSeconds) * 1_000, endingAt: second * 1_000))
        let count = ordered.count
        guard count > 0 else { return target.last }
        guard count.isMultiple(of: 2) else { return ordered.quantile(0.5) }
        let upper = Double(count / 2) / Double(count - 1)
        guard let below = ordered.quantile(1 - upper), let above = ordered.quantile(upper) else { return target.last }
        return scale.forward((scale.inverse(below) + scale.inverse(above)) / 2)
    }

    /// Writes the features of the last appended second.
    ///
    /// - Parameters:
    ///   - features: As many places as `wanted` has features; `.nan` where there is nothing to tell.
    ///   - wanted: The state's own layout, or the same without the KPI's past.
    ///   - ordered: Memory to sort in.
    func write(
        to features: UnsafeMutableBufferPointer<Float>,
        of wanted: FeatureLayout,
        using ordered: inout OrderedValues
    ) {
        precondition(features.count == wanted.count, "one place for each feature")
        var writer = Writer(features: features)
        let now = (second ?? 0) * 1_000
        if wanted.inputCount > 0 { writeLoad(to: &writer, endingAt: now) }
        if wanted.usesPastOfTarget { writeTarget(to: &writer, endingAt: now, using: &ordered) }
        for window in inputs {
            writer.put(window.view(over: Self.staleSeconds * 1_000, endingAt: now).last)
            writer.put(window.view(over: spans[1], endingAt: now).summary?.mean)
        }
    }

    private struct Writer {
        let features: UnsafeMutableBufferPointer<Float>
        var position = 0

        mutating func put(_ value: Double?) {
            features[position] = value.map { Float($0) } ?? .nan
            position += 1
        }
    }

    private func writeLoad(to writer: inout Writer, endingAt now: Int64) {
        writer.put(load.view(over: Self.staleSeconds * 1_000, endingAt: now).last)
        let shortest = load.view(over: spans[0], endingAt: now).summary
        let short = load.view(over: spans[1], endingAt: now).summary
        let middle = load.view(over: spans[2], endingAt: now).summary
        let long = load.view(over: spans[3], endingAt: now).summary
        for summary in [shortest, short] {
            writer.put(summary?.mean)
            writer.put(summary?.maximum)
            writer.put(summary?.minimum)
        }
        writer.put(middle?.mean)
        writer.put(long?.mean)
        writer.put(short?.slope)
        writer.put(middle?.slope)
        writer.put(long?.slope)
    }

    private func writeTarget(to writer: inout Writer, endingAt now: Int64, using ordered: inout OrderedValues) {
        writer.put(target.view(over: Self.staleSeconds * 1_000, endingAt: now).last)
        for span in spans { writer.put(target.view(over: span, endingAt: now).summary?.mean) }
        ordered.fill(from: target.view(over: spans[1], endingAt: now))
        for probability in [0.1, 0.5, 0.9] { writer.put(ordered.quantile(probability)) }
        for span in [spans[0], spans[2], spans[3]] {
            ordered.fill(from: target.view(over: span, endingAt: now))
            writer.put(ordered.quantile(0.5))
        }
        for span in spans[2...] { writer.put(target.view(over: span, endingAt: now).summary?.slope) }
    }
}
