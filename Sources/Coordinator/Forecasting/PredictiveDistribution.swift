/// What may come true at one horizon: the held-out errors around a forecast, moved by what live errors taught.
struct PredictiveDistribution {
    let table: ResidualTable
    /// The forecast, on the KPI's scale.
    let center: Double
    /// By how much the interval's lower end is lowered, on the scale.
    var lowerWidening = 0.0
    /// By how much the interval's upper end is raised, on the scale.
    var upperWidening = 0.0
    /// How much wider everything is when inputs are missing; one when none are.
    var spread = 1.0
    /// The share of true values that the interval is to hold.
    let level: Double

    /// The interval on the KPI's scale.
    var interval: (lower: Double, upper: Double) {
        let tail = (1 - level) / 2
        return (quantile(tail), quantile(1 - tail))
    }

    /// The value on the scale that is not exceeded with this probability.
    func quantile(_ probability: Double) -> Double {
        center + widened(table.quantile(probability, at: center), at: probability)
    }

    /// The probability that the truth reaches `bound`, on the scale.
    func probability(ofReaching bound: Double) -> Double {
        let levels = ResidualTable.levels
        let (bin, share) = table.position(of: center)
        var (belowLevel, belowValue) = (0.0, -Double.infinity)
        for (index, level) in levels.enumerated() {
            let value = center + widened(table.value(index, bin: bin, share: share), at: level)
            if value >= bound {
                guard belowValue.isFinite, value > belowValue else { return 1 - level / 2 }
                return 1 - (belowLevel + (level - belowLevel) * (bound - belowValue) / (value - belowValue))
            }
            (belowLevel, belowValue) = (level, max(belowValue, value))
        }
        return (1 - belowLevel) / 2
    }

    /// An error after widening: nothing at the median, all of it at the interval's ends, and linear between.
    private func widened(_ error: Double, at probability: Double) -> Double {
        let reach = (probability - 0.5) / (level / 2)
        return error * spread + (reach < 0 ? reach * lowerWidening : reach * upperWidening)
    }
}
