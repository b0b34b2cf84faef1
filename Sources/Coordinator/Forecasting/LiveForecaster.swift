/// Forecasts a live slice: takes one row a second, and holds what the features need of the past.
///
/// A value: a copy goes on by itself, and a recorded day replays to the same bits.
public struct LiveForecaster: Sendable {
    /// The model that serves.
    public let model: ForecastModel

    private var state: FeatureState
    private var season: SeasonalHistory?
    private var horizons: [LiveHorizon]
    /// What the last forecast was made of; `.nan` where nothing is known.
    package private(set) var features: [Float]

    /// Starts with an empty past.
    public init(_ model: ForecastModel) {
        self.model = model
        state = FeatureState(layout: model.layout, scale: model.scale, scaling: model.scaling)
        season = model.season
        horizons = model.horizonModels.map { LiveHorizon($0, level: model.settings.intervalLevel) }
        features = Array(repeating: .nan, count: model.layout.count)
    }

    /// Takes the measurements of one second.
    ///
    /// - Parameters:
    ///   - second: UTC; must be newer than the last one.
    ///   - inputs: In the order of the model's `inputNames`; `.nan` marks a missing value.
    ///   - target: The KPI; `.nan` marks a missing value. A model without the KPI's past does not look at it.
    /// - Returns: Whether the row was taken; `false` when it is not newer than the last one.
    /// - Precondition: There are as many inputs as the model has names.
    @discardableResult
    public mutating func append(second: Int64, inputs: [Double], target: Double) -> Bool {
        precondition(inputs.count == model.inputNames.count, "a row must have the model's inputs")
        let value = model.settings.usesPastOfTarget ? target : .nan
        guard state.append(second: second, inputs: inputs, target: value) else { return false }
        guard value.isFinite else { return true }
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
        return true
    }

    /// Forecasts every horizon from the last appended second.
    ///
    /// - Parameters:
    ///   - bound: The agreement's upper bound in the KPI's unit; `nil` asks for no probability.
    ///   - explaining: Whether to compute the contributions.
    /// - Returns: One forecast for each horizon; empty before there is anything to say.
    public mutating func forecast(bound: Double? = nil, explaining: Bool = true) -> [Forecast] {
        guard let second = state.second else { return [] }
        let freshShare = state.freshShare
        let hasInputs = freshShare >= model.settings.minimumFreshShare && freshShare > 0
        let hasTarget = state.hasFreshTarget
        let usesTarget = model.settings.usesPastOfTarget
        // Nothing that can be trusted is nothing to say.
        guard usesTarget ? state.lastTarget != nil : hasInputs else { return [] }
        features.withUnsafeMutableBufferPointer { state.write(to: $0) }
        let median = state.runningMedian() ?? model.trainingMedian
        let last = state.lastTarget ?? model.trainingMedian
        return horizons.indices.map { index in
            let horizon = model.horizonModels[index]
            let ahead = second + 1 + Int64(horizon.horizonSeconds)
            func baseline(_ family: ForecastFamily) -> Double {
                switch family {
                case .lastValue: last
                case .seasonal: season?.value(at: ahead, now: second) ?? median
                case .trainingMedian: model.trainingMedian
                default: median
                }
            }
            let champion = features.withUnsafeBufferPointer { horizon.predict($0) } ?? baseline(horizon.family)
            let fallback = baseline(horizon.fallback)
            let isFallback = !horizon.family.isBaseline && (!hasInputs || horizons[index].isStoodDown)
            let isDegraded = isFallback || freshShare < 1 || (usesTarget && !hasTarget)
            let center = isFallback ? fallback : champion
            let widening = horizons[index].widening(at: center, isFallback: isFallback, model: horizon)
            let distribution = PredictiveDistribution(
                table: isFallback ? horizon.fallbackResiduals : horizon.residuals,
                center: center,
                lowerWidening: widening.lower,
                upperWidening: widening.upper,
                spread: 1 + (1 - freshShare) + (usesTarget && !hasTarget ? 0.5 : 0),
                level: model.settings.intervalLevel
            )
            let ends = distribution.interval
            let (lower, upper) = (min(ends.lower, center), max(ends.upper, center))
            if usesTarget {
                horizons[index].await(
                    LiveHorizon.Pending(
                        second: ahead,
                        champion: champion,
                        fallback: fallback,
                        lastValue: last,
                        runningMedian: median,
                        served: center,
                        lower: lower,
                        upper: upper,
                        hasAllInputs: freshShare == 1 && hasTarget,
                        isRegular: !isFallback && freshShare == 1 && hasTarget
                    )
                )
            }
            let scale = model.scale
            let value = scale.inverse(center)
            let (base, contributions) =
                explaining ? explain(horizon, isFallback: isFallback, value: value) : (value, [])
            return Forecast(
                second: second,
                horizonSeconds: horizon.horizonSeconds,
                value: value,
                lower: scale.inverse(lower),
                upper: scale.inverse(upper),
                violationProbability: bound.map { distribution.probability(ofReaching: scale.forward($0)) },
                family: isFallback ? horizon.fallback : horizon.family,
                isDegraded: isDegraded,
                freshShare: freshShare,
                contributions: contributions,
                baseValue: base,
                lastValue: usesTarget ? scale.inverse(last) : nil,
                runningMedian: usesTarget ? scale.inverse(median) : nil
            )
        }
    }

    private func explain(
        _ horizon: HorizonModel,
        isFallback: Bool,
        value: Double
    ) -> (base: Double, contributions: [Contribution]) {
        if isFallback || horizon.family.isBaseline {
            let family = isFallback ? horizon.fallback : horizon.family
            if family == .trainingMedian { return (value, []) }
            let base = model.scale.inverse(model.trainingMedian)
            return (base, [Contribution(name: Contribution.pastOfTarget, value: value - base)])
        }
        return Explanation(horizon: horizon, features: features, model: model).grouped(value: value)
    }

    /// How the forecasts of each horizon have done; empty for a model without the KPI's past, which learns no truth.
    public var performance: [LivePerformance] {
        guard model.settings.usesPastOfTarget else { return [] }
        return zip(horizons, model.horizons).map { $0.performance(horizonSeconds: $1) }
    }
}
