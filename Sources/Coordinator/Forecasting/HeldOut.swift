/// What experts said about samples that their models had not learned from, in order of time.
struct HeldOut {
    private(set) var samples: SampleSet
    private(set) var opinions: [Opinions] = []

    /// No samples yet, of the same kind as these.
    init(like samples: SampleSet) { self.samples = samples.between(0, 0) }

    var count: Int { samples.count }

    mutating func append(_ others: SampleSet, opinions more: [Opinions]) {
        precondition(others.count == more.count, "one set of opinions for each sample")
        samples.append(others)
        opinions += more
    }

    /// Lets a mixture forecast and learn as it would have live, and hands over each of its forecasts.
    ///
    /// A truth is known once its second has come. In the end all are.
    func replay(
        _ mixture: inout Mixture,
        scale: TargetScale,
        objective: Objective,
        forecast: (_ index: Int, _ mixture: Mixture) -> Void
    ) {
        var met = 0
        for index in opinions.indices {
            while met < index, samples.labelRows[met] <= samples.rows[index] {
                mixture.learn(opinions[met], truth: samples.values[met], scale: scale, objective: objective)
                met += 1
            }
            forecast(index, mixture)
        }
        for index in met..<max(met, count) {
            mixture.learn(opinions[index], truth: samples.values[index], scale: scale, objective: objective)
        }
    }

    /// The scale of recent errors at the end, and the labels as they would have been had it always been one.
    func scaled(around forecasts: [Double], horizonSeconds: Int) -> (scale: RecentScale, labels: [Double]) {
        let errors = zip(samples.labels, forecasts).map { $0 - $1 }
        let usual = errors.reduce(0) { $0 + abs($1) } / Double(max(1, errors.count))
        var scale = RecentScale(horizonSeconds: horizonSeconds, usual: usual)
        var labels: [Double] = []
        var met = 0
        for index in errors.indices {
            while met < index, samples.labelRows[met] <= samples.rows[index] {
                scale.append(errors[met])
                met += 1
            }
            labels.append(forecasts[index] + errors[index] / scale.ratio)
        }
        for index in met..<max(met, errors.count) { scale.append(errors[index]) }
        return (scale, labels)
    }
}
