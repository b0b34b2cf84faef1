/// A model at work on windows that it does not keep itself: what the truth has taught it, and its forecasts.
struct ForecastHead: Sendable {
    let model: ForecastModel
    private var season: SeasonalHistory?
    private var horizons: [LiveHorizon]
    /// What the last forecast was made of; `.nan` where nothing is known.
    private(set) var features: [Float]
    /// The second whose inputs the features tell about.
    private var preparedSecond: Int64?

    /// Starts without having met a truth.
    init(_ model: ForecastModel) {
        self.model = model
        season = model.season
        horizons = model.horizonModels.map { LiveHorizon($0, level: model.settings.intervalLevel) }
        features = Array(repeating: .nan, count: model.layout.count)
    }

    /// Makes those features of the state's prepared second that need no KPI, for a forecast that is quicker then.
    mutating func prepare(from state: FeatureState) {
        guard let second = state.preparedSecond else { return }
        FeatureScratch.lend(windowSeconds: model.settings.windowSeconds) { scratch in
            writeInputs(of: state, endingAt: second, using: &scratch)
        }
    }

    /// Says that the inputs are others than those that were prepared.
    mutating func forgetPrepared() { preparedSecond = nil }

    private mutating func writeInputs(
        of state: FeatureState,
        endingAt second: Int64,
        using scratch: inout FeatureScratch
    ) {
        features.withUnsafeMutableBufferPointer { features in
            state.writeInputs(to: features, of: model.layout, endingAt: second, using: &scratch)
        }
        preparedSecond = second
    }

    /// Learns from the KPI of a second.
    mutating func learn(from value: Double, second: Int64) {
        let scaled = model.scale.forward(value)
        season?.append(scaled, second: second)
        for index in horizons.indices {
            horizons[index].resolve(
                second: second,
                value: value,
                scaled: scaled,
                model: model.horizonModels[index],
                settings: model.settings,
                scale: model.scale
            )
        }
    }

    /// Forecasts every horizon from the last second of `state`, whose inputs are the model's.
    mutating func forecast(from state: FeatureState, bound: Double?, explaining: Bool) -> [Forecast] {
        guard let second = state.second else { return [] }
        let freshShare = state.freshShare
        let hasInputs = freshShare >= model.settings.minimumFreshShare && freshShare > 0
        let usesTarget = model.settings.usesPastOfTarget
        let hasTarget = usesTarget && state.hasFreshTarget
        let lastTarget = usesTarget ? state.lastTarget : nil
        // Nothing that can be trusted is nothing to say.
        guard usesTarget ? lastTarget != nil : hasInputs else { return [] }
        let known = FeatureScratch.lend(windowSeconds: model.settings.windowSeconds) { scratch in
            if preparedSecond != second { writeInputs(of: state, endingAt: second, using: &scratch) }
            features.withUnsafeMutableBufferPointer { state.writeTarget(to: $0, of: model.layout, using: &scratch) }
            return usesTarget ? state.runningMedian(using: &scratch) : nil
        }
        let median = known ?? model.trainingMedian
        let last = lastTarget ?? model.trainingMedian
        return horizons.indices.map { index in
            let horizon = model.horizonModels[index]
            let ahead = second + 1 + Int64(horizon.horizonSeconds)
            var opinions = Opinions()
            if usesTarget {
                opinions[.lastValue] = last
                opinions[.runningMedian] = median
                opinions[.recentMean] = Double(features[model.layout.recentMeanPosition])
                if let season { opinions[.seasonal] = season.value(at: ahead, now: second) ?? median }
            }
            opinions[.trainingMedian] = model.trainingMedian
            features.withUnsafeBufferPointer { horizon.addOpinions(of: $0, to: &opinions) }
            // What the weights of training would have said, whatever serves: whose errors rise is to be trained anew.
            let trained = horizon.mixture.value(of: opinions)
            if !hasInputs { opinions = opinions.withoutInputs }
            let isFallback = !hasInputs && horizon.trees != nil
            let isDegraded = isFallback || freshShare < 1 || (usesTarget && !hasTarget)
            let mixture = horizons[index].mixture
            let center = mixture.value(of: opinions)
            let errorRatio = isFallback ? 1 : horizons[index].errorScale.ratio
            let widening = horizons[index].widening(at: center, isFallback: isFallback, model: horizon)
            let distribution = PredictiveDistribution(
                table: isFallback ? horizon.fallbackResiduals : horizon.residuals,
                center: center,
                lowerWidening: errorRatio * widening.lower,
                upperWidening: errorRatio * widening.upper,
                spread: errorRatio * (1 + (1 - freshShare) + (usesTarget && !hasTarget ? 0.5 : 0)),
                level: model.settings.intervalLevel
            )
            let ends = distribution.interval
            let scale = model.scale
            let (lower, upper) = (min(ends.lower, center), max(ends.upper, center))
            let point = horizon.point(
                at: center,
                within: (lower, upper),
                errorRatio: Double(Float(errorRatio)),
                scale: scale,
                objective: model.settings.objective
            )
            if usesTarget {
                var pending = LiveHorizon.Pending()
                (pending.second, pending.served, pending.lower, pending.upper) = (ahead, center, lower, upper)
                pending.opinions = opinions
                pending.trained = Float(trained)
                pending.fallback = Float(mixture.value(of: opinions.withoutInputs))
                pending.errorRatio = Float(errorRatio)
                pending.hasAllInputs = freshShare == 1 && hasTarget
                horizons[index].await(pending)
            }
            let value = scale.inverse(point)
            var (base, contributions) = (value, [Contribution]())
            if explaining {
                (base, contributions) = Explanation(
                    horizon: horizon,
                    features: features,
                    opinions: opinions,
                    weights: mixture.plainShares(of: opinions),
                    model: model
                ).grouped(value: scale.inverse(center))
                base += value - scale.inverse(center)
            }
            return Forecast(
                second: second,
                horizonSeconds: horizon.horizonSeconds,
                value: value,
                lower: scale.inverse(lower),
                upper: scale.inverse(upper),
                violationProbability: bound.map { distribution.probability(ofReaching: scale.forward($0)) },
                family: mixture.family(of: opinions),
                isDegraded: isDegraded,
                freshShare: freshShare,
                contributions: contributions,
                baseValue: base,
                lastValue: usesTarget ? scale.inverse(last) : nil,
                runningMedian: usesTarget ? scale.inverse(median) : nil
            )
        }
    }

    /// How the forecasts of each horizon have done; empty for a model without the KPI's past, which learns no truth.
    var performance: [LivePerformance] {
        guard model.settings.usesPastOfTarget else { return [] }
        return zip(horizons, model.horizons).map { $0.performance(horizonSeconds: $1) }
    }
}
