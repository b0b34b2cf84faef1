import SlidingWindow
import Synchronization

/// Memory to compute features in: the caller's, so that thousands of slices do not each keep some.
struct FeatureScratch: Sendable {
    var ordered: OrderedValues
    var samples: GatheredSamples

    /// What was lent lately, for as many as forecast at once.
    private static let spare = Mutex<[FeatureScratch]>([])
    private static let mostSpare = 4

    init(windowSeconds: Int) {
        ordered = OrderedValues(capacity: windowSeconds)
        samples = GatheredSamples(capacity: max(windowSeconds, FeatureState.medianSeconds))
    }

    /// Lends memory that has been used before, where there is some; it grows by itself.
    static func lend<Result>(windowSeconds: Int, to body: (inout FeatureScratch) -> Result) -> Result {
        var scratch = spare.withLock { $0.popLast() } ?? FeatureScratch(windowSeconds: windowSeconds)
        let result = body(&scratch)
        spare.withLock { if $0.count < mostSpare { $0.append(scratch) } }
        return result
    }
}
