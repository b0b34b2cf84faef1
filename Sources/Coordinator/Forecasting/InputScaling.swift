/// How an input is brought to the common scale on which inputs can be averaged and kept in single precision.
struct InputScaling: Sendable, Hashable {
    /// The mean over the training span.
    var center: Double
    /// One over the standard deviation, with the sign of the correlation with the KPI; zero for a constant input.
    var factor: Double

    /// Further away than this many deviations is all the same: an input that breaks must not drown the others.
    static let limit = 12.0

    func callAsFunction(_ value: Double) -> Double {
        min(max((value - center) * factor, -InputScaling.limit), InputScaling.limit)
    }
}

extension InputScaling {
    /// Learns the scaling of `column` beside the KPI on its scale; rows where either is missing are left out.
    init(fitting column: [Double], beside target: [Double]) {
        var (count, mean, targetMean) = (0.0, 0.0, 0.0)
        for (value, target) in zip(column, target) where value.isFinite && target.isFinite {
            count += 1
            mean += (value - mean) / count
            targetMean += (target - targetMean) / count
        }
        var (square, product) = (0.0, 0.0)
        for (value, target) in zip(column, target) where value.isFinite && target.isFinite {
            square += (value - mean) * (value - mean)
            product += (value - mean) * (target - targetMean)
        }
        let deviation = count > 1 ? (square / count).squareRoot() : 0
        // Below the noise of double precision around the mean, a deviation says nothing.
        let isConstant = !(deviation > abs(mean) * 1e-12)
        self.init(center: mean, factor: isConstant ? 0 : (product < 0 ? -1 : 1) / deviation)
    }
}
