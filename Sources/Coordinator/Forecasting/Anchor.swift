/// What holds a model back where there is little evidence for it: a baseline, written as a line of the features.
struct Anchor {
    /// The weight of the KPI's newest value.
    let lastValue: Double
    /// The weight of its running median; what is left is the weight of the median of the training labels.
    let runningMedian: Double

    /// The anchors that a layout has features for, the training median last.
    static func all(in layout: FeatureLayout) -> [Anchor] {
        let constant = Anchor(lastValue: 0, runningMedian: 0)
        guard layout.usesPastOfTarget else { return [constant] }
        return [
            Anchor(lastValue: 1, runningMedian: 0), Anchor(lastValue: 0.5, runningMedian: 0.5),
            Anchor(lastValue: 0, runningMedian: 1), Anchor(lastValue: 0, runningMedian: 0.5), constant,
        ]
    }

    /// The anchor as a line that needs nothing but the median and the range of the labels.
    func line(labels: [Double], layout: FeatureLayout) -> LinearModel {
        let median = labels.isEmpty ? 0 : labels.sorted()[labels.count / 2]
        let count = layout.usesPastOfTarget ? layout.compactCount : 0
        var slopes = [Double](repeating: 0, count: count)
        if layout.usesPastOfTarget {
            slopes[layout.lastValueFeature] = lastValue
            slopes[layout.runningMedianFeature] = runningMedian
        }
        // The KPI may leave the range it was learned in, as a random walk does: an anchor goes along as far again.
        let (lowest, highest) = (labels.min() ?? median, labels.max() ?? median)
        let reach = highest - lowest
        return LinearModel(
            intercept: median,
            slopes: slopes,
            centers: slopes.map { _ in median },
            range: (lowest - reach)...(highest + reach)
        )
    }
}
