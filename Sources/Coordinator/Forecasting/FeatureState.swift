import SlidingWindow

/// The past that features are made of: the same code for training and for serving.
///
/// The load and the KPI over the whole window, and each input over a short one. Every feature is a function of the samples in
/// a window alone, so that a forecaster that was started later gives the same bits as one that was started earlier.
struct FeatureState: Sendable {
    /// An input that was not measured for longer is stale, in seconds.
    static let staleSeconds: Int64 = 5

    let layout: FeatureLayout
    let scale: TargetScale
    let scaling: [InputScaling]

    private let spans: [Int64]
    /// Each input over the second shortest span.
    private var inputs: SecondWindow
    /// The load and the KPI over the longest one.
    private var strong: SecondWindow
    private(set) var second: Int64?
    /// The second after it, while its inputs are in the windows already and its KPI is not.
    private(set) var preparedSecond: Int64?
    private var newestTarget: (second: Int64, value: Double)?

    private static let load = 0
    private static let target = 1

    init(layout: FeatureLayout, scale: TargetScale, scaling: [InputScaling]) {
        precondition(scaling.count == layout.inputCount, "one scaling for each input")
        self.layout = layout
        self.scale = scale
        self.scaling = scaling
        spans = layout.spansInSeconds.map { Int64($0) }
        inputs = SecondWindow(
            seriesCount: layout.inputCount,
            capacity: max(layout.spansInSeconds[1], Int(Self.staleSeconds)) + 1
        )
        // A second more than the longest span: what ends at ``second`` stays whole beside ``preparedSecond``.
        strong = SecondWindow(seriesCount: 2, capacity: max(layout.windowSeconds, Self.medianSeconds) + 1)
    }

    /// Takes the inputs of a second whose KPI is still to come; ``second`` and all that ends there stay what they are.
    ///
    /// - Returns: Whether it is the second right after the last one; otherwise nothing is taken, for the windows have no place
    ///   for what lies between.
    mutating func prepare(second: Int64, inputs row: some RandomAccessCollection<Double>) -> Bool {
        guard self.second.map({ second &- $0 == 1 }) ?? true, preparedSecond == nil else { return false }
        guard inputs.begin(second), strong.begin(second) else { return false }
        preparedSecond = second
        put(row)
        return true
    }

    /// Takes the measurements of one second; `.nan` marks a missing value.
    ///
    /// - Returns: Whether the second is newer than the last one, and a time at all; otherwise nothing is taken.
    mutating func append(second: Int64, inputs row: some RandomAccessCollection<Double>, target value: Double) -> Bool {
        if preparedSecond != second {
            guard inputs.begin(second), strong.begin(second) else { return false }
        }
        preparedSecond = nil
        self.second = second
        put(row)
        if value.isFinite {
            let scaled = scale.forward(value)
            strong.put(scaled, series: Self.target)
            if scaled.isFinite { newestTarget = (second, scaled) }
        }
        return true
    }

    private mutating func put(_ row: some RandomAccessCollection<Double>) {
        var (sum, count) = (0.0, 0.0)
        for (position, value) in row.enumerated() {
            guard value.isFinite else {
                inputs.put(.nan, series: position)
                continue
            }
            let scaled = scaling[position](value)
            inputs.put(scaled, series: position)
            sum += scaled
            count += 1
        }
        strong.put(count > 0 ? sum / count : .nan, series: Self.load)
    }

    /// The share of inputs that were measured within the last ``staleSeconds``; one when there are no inputs.
    var freshShare: Double {
        guard let second, layout.inputCount > 0 else { return 1 }
        let fresh = (0..<layout.inputCount).count { input in
            inputs.last(of: input, over: Self.staleSeconds, endingAt: second) != nil
        }
        return Double(fresh) / Double(layout.inputCount)
    }

    /// Whether the KPI was measured within the running median's span.
    var hasFreshTarget: Bool {
        guard let second, let newestTarget else { return false }
        return newestTarget.second > second - Int64(Self.medianSeconds)
    }

    /// The KPI's newest value on its scale, however old; `nil` before the first.
    var lastTarget: Double? { newestTarget?.value }

    /// The span of the running-median baseline.
    static let medianSeconds = 30

    /// The running median of the KPI on its scale; the newest value when the span is empty.
    ///
    /// Of an even number, the KPI's own mean of the two middle values, as the median of the raw values has it.
    ///
    /// - Parameter scratch: Memory to work in, which is the caller's so that thousands of slices do not each keep some.
    func runningMedian(using scratch: inout FeatureScratch) -> Double? {
        guard let second else { return nil }
        strong.gather(Self.target, over: Int64(Self.medianSeconds), endingAt: second, into: &scratch.samples)
        scratch.ordered.fill(from: scratch.samples.view)
        let count = scratch.ordered.count
        guard count > 0 else { return lastTarget }
        guard count.isMultiple(of: 2) else { return scratch.ordered.quantile(0.5) }
        let upper = Double(count / 2) / Double(count - 1)
        guard let below = scratch.ordered.quantile(1 - upper), let above = scratch.ordered.quantile(upper) else {
            return lastTarget
        }
        return scale.forward((scale.inverse(below) + scale.inverse(above)) / 2)
    }

    /// Writes the features of the last appended second.
    ///
    /// - Parameters:
    ///   - features: As many places as `wanted` has features; `.nan` where there is nothing to tell.
    ///   - wanted: The state's own layout, or the same without the KPI's past.
    ///   - scratch: Memory to work in.
    func write(
        to features: UnsafeMutableBufferPointer<Float>,
        of wanted: FeatureLayout,
        using scratch: inout FeatureScratch
    ) {
        writeInputs(to: features, of: wanted, endingAt: second ?? 0, using: &scratch)
        writeTarget(to: features, of: wanted, using: &scratch)
    }

    /// Writes those features that the KPI has no part in.
    ///
    /// - Parameter now: ``second`` or ``preparedSecond``.
    func writeInputs(
        to features: UnsafeMutableBufferPointer<Float>,
        of wanted: FeatureLayout,
        endingAt now: Int64,
        using scratch: inout FeatureScratch
    ) {
        precondition(features.count == wanted.count, "one place for each feature")
        var writer = Writer(features: features)
        if wanted.inputCount > 0 { writeLoad(to: &writer, endingAt: now, using: &scratch.samples) }
        writer.position = wanted.compactCount
        for input in 0..<layout.inputCount {
            writer.put(inputs.last(of: input, over: Self.staleSeconds, endingAt: now))
            inputs.gather(input, over: spans[1], endingAt: now, into: &scratch.samples)
            writer.put(scratch.samples.view.summary?.mean)
        }
    }

    /// Writes the features of the KPI's past, as far as they are wanted.
    func writeTarget(
        to features: UnsafeMutableBufferPointer<Float>,
        of wanted: FeatureLayout,
        using scratch: inout FeatureScratch
    ) {
        guard wanted.usesPastOfTarget else { return }
        precondition(features.count == wanted.count, "one place for each feature")
        var writer = Writer(features: features)
        writer.position = wanted.inputCount > 0 ? FeatureLayout.loadFeatureCount : 0
        writeTarget(to: &writer, endingAt: second ?? 0, using: &scratch)
    }

    private struct Writer {
        let features: UnsafeMutableBufferPointer<Float>
        var position = 0

        mutating func put(_ value: Double?) {
            features[position] = value.map { Float($0) } ?? .nan
            position += 1
        }
    }

    private func writeLoad(to writer: inout Writer, endingAt now: Int64, using samples: inout GatheredSamples) {
        writer.put(strong.last(of: Self.load, over: Self.staleSeconds, endingAt: now))
        strong.gather(Self.load, over: spans[3], endingAt: now, into: &samples)
        let shortest = samples.view(over: spans[0], endingAt: now).summary
        let short = samples.view(over: spans[1], endingAt: now).summary
        let middle = samples.view(over: spans[2], endingAt: now).summary
        let long = samples.view(over: spans[3], endingAt: now).summary
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

    private func writeTarget(to writer: inout Writer, endingAt now: Int64, using scratch: inout FeatureScratch) {
        writer.put(strong.last(of: Self.target, over: Self.staleSeconds, endingAt: now))
        strong.gather(Self.target, over: spans[3], endingAt: now, into: &scratch.samples)
        let summaries = spans.map { scratch.samples.view(over: $0, endingAt: now).summary }
        for summary in summaries { writer.put(summary?.mean) }
        scratch.ordered.fill(from: scratch.samples.view(over: spans[1], endingAt: now))
        for probability in [0.1, 0.5, 0.9] { writer.put(scratch.ordered.quantile(probability)) }
        for span in [spans[0], spans[2], spans[3]] {
            scratch.ordered.fill(from: scratch.samples.view(over: span, endingAt: now))
            writer.put(scratch.ordered.quantile(0.5))
        }
        for summary in summaries[2...] { writer.put(summary?.slope) }
    }
}
