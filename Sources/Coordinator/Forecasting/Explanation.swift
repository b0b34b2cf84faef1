/// What each input adds to a forecast.
///
/// On the KPI's scale, SHAP values of the trees and the terms of the line add up exactly. The way back into the KPI's unit
/// is not linear; it is shared out by Aumann and Shapley's rule, which for a function of a sum gives each term its share of
/// the whole difference (Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", 2017, for the same path).
struct Explanation {
    let horizon: HorizonModel
    let features: [Float]
    /// What the experts said.
    let opinions: Opinions
    /// Their shares, the mean of others given to those that it is made of.
    let weights: SIMD8<Double>
    let model: ForecastModel

    /// The contributions in the KPI's unit, by input, greatest first.
    ///
    /// The load's features are shared out among the inputs by how far each is from its mean.
    func grouped(value: Double) -> (base: Double, contributions: [Contribution]) {
        let layout = model.layout
        let shares = loadShares
        var past = Expert.allCases.reduce(0) { sum, expert in
            let share = weights[expert.rawValue]
            return expert.needsInputs || share == 0 ? sum : sum + share * (opinions[expert] - model.trainingMedian)
        }
        var inputs = [Double](repeating: 0, count: layout.inputCount)
        for (feature, amount) in horizon.contributions(of: features, shares: weights)
            .enumerated() where amount != 0
        {
            switch layout.source(of: feature) {
            case .target: past += amount
            case .input(let input): inputs[input] += amount
            case .load: for input in inputs.indices { inputs[input] += amount * shares[input] }
            }
        }
        let total = inputs.reduce(past, +)
        let base = model.scale.inverse(
            horizon.expectedValue(shares: weights, trainingMedian: model.trainingMedian)
        )
        let factor = abs(total) > 1e-9 ? (value - base) / total : model.scale.slope(at: value)
        var contributions = zip(model.inputNames, inputs).map { Contribution(name: $0, value: $1 * factor) }
        if model.settings.usesPastOfTarget {
            contributions.append(Contribution(name: Contribution.pastOfTarget, value: past * factor))
        }
        contributions.sort { (abs($0.value), $1.name) > (abs($1.value), $0.name) }
        // What rounding leaves over belongs to what explains most, so that the sum is the forecast.
        let sum = contributions.reduce(base) { $0 + $1.value }
        if abs(total) > 1e-9, !contributions.isEmpty { contributions[0].value += value - sum }
        return (abs(total) > 1e-9 ? base : value - contributions.reduce(0) { $0 + $1.value }, contributions)
    }

    private var loadShares: [Double] {
        let layout = model.layout
        let sizes = (0..<layout.inputCount).map { input in
            let mean = Double(features[layout.compactCount + input * FeatureLayout.featuresOfAnInput + 1])
            return mean.isNaN ? 0 : abs(mean)
        }
        let total = sizes.reduce(0, +)
        return sizes.map { total > 0 ? $0 / total : 1 / Double(layout.inputCount) }
    }
}
