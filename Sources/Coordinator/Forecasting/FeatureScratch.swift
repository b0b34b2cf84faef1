import SlidingWindow

/// Memory to compute features in: the caller's, so that thousands of slices do not each keep some.
struct FeatureScratch {
    var ordered: OrderedValues
    var samples: GatheredSamples

    init(windowSeconds: Int) {
        ordered = OrderedValues(capacity: windowSeconds)
        samples = GatheredSamples(capacity: max(windowSeconds, FeatureState.medianSeconds))
    }
}
