/// How far the truth lies from a forecast, by the forecast itself: a predictive distribution made of held-out errors.
///
/// For each of several levels of the forecast the table holds quantiles of the errors of the held-out samples whose forecasts
/// were closest. Quantiles are taken at (n + 1)·p, which gives the finite-sample guarantee of split conformal prediction for
/// exchangeable errors; errors that follow each other are alike, so that n is how many independent ones they are worth.
/// Sources: Vovk, Shen, Manokhin and Xie, "Nonparametric predictive distributions based on conformal prediction" (2017); Lei
/// and Wasserman, "Distribution-free prediction bands" (2014) for the locality.
package struct ResidualTable: Sendable, Hashable {
    /// The probabilities of the quantiles.
    package static let levels: [Double] =
        [0.005, 0.01, 0.025] + (1...19).map { Double($0) / 20 } + [0.975, 0.99, 0.995]
    /// Those from 0.05 to 0.95, which lie evenly.
    static let evenLevels = 3...21

    /// The forecasts, on the KPI's scale, for which there are errors; rising.
    package let centers: [Float]
    /// For each center, an error for each level, in the center's steps: thousands of slices have tables of their own.
    private let steps: [Int16]
    /// For each center, a step on the KPI's scale: the power of two that 16,384 to 32,767 of make the largest error.
    private let units: [Float]

    /// Takes errors, each of which is rounded to a step of its center: by less than a 30,000th of the center's largest one.
    ///
    /// Rounding what was rounded changes nothing, so that a table is the same after training and out of an artifact.
    ///
    /// - Parameters:
    ///   - centers: The forecasts, rising.
    ///   - quantiles: For each center, an error for each level; what is not finite counts as none.
    /// - Precondition: There is an error for each center and level.
    package init(centers: [Float], quantiles: [Float]) {
        let count = ResidualTable.levels.count
        precondition(quantiles.count == centers.count * count, "an error for each center and level")
        let units = centers.indices.map { center -> Float in
            let largest = quantiles[center * count..<(center + 1) * count].reduce(0) { largest, error in
                error.isFinite ? max(largest, abs(error)) : largest
            }
            return largest.isNormal ? Float(sign: .plus, exponent: largest.exponent - 14, significand: 1) : 0
        }
        steps = quantiles.indices.map { index in
            let (error, unit) = (quantiles[index], units[index / count])
            return error.isFinite && unit > 0 ? Int16(min(max((error / unit).rounded(), -32_767), 32_767)) : 0
        }
        self.centers = centers
        self.units = units
    }

    /// For each center, an error for each level, on the KPI's scale.
    package var quantiles: [Float] {
        steps.indices.map { Float(steps[$0]) * units[$0 / ResidualTable.levels.count] }
    }

    /// The forecast in the middle of those for which there are errors.
    package var middle: Double { Double(centers[centers.count / 2]) }

    /// Half the distance between the 5 % and the 95 % quantile, in the middle of the forecasts.
    package var typicalError: Double {
        let middle = centers.count / 2
        return max((error(of: 21, at: middle) - error(of: 3, at: middle)) / 2, 1e-9)
    }

    /// The error of one level at a center.
    @inline(__always)
    private func error(of level: Int, at center: Int) -> Double {
        Double(Float(steps[center * ResidualTable.levels.count + level]) * units[center])
    }

    /// The error that is not exceeded with this probability, for a forecast.
    package func quantile(_ probability: Double, at forecast: Double) -> Double {
        let (bin, share) = position(of: forecast)
        let levels = ResidualTable.levels
        let held = min(max(probability, levels[0]), levels[levels.count - 1])
        var level = 0
        while level < levels.count - 2, levels[level + 1] < held { level += 1 }
        let part = (held - levels[level]) / (levels[level + 1] - levels[level])
        let below = value(level, bin: bin, share: share)
        return below + part * (value(level + 1, bin: bin, share: share) - below)
    }

    /// The error of one level between two centers.
    @inline(__always)
    func value(_ level: Int, bin: Int, share: Double) -> Double {
        let below = error(of: level, at: bin)
        guard share > 0 else { return below }
        return below + share * (error(of: level, at: bin + 1) - below)
    }

    /// The center at or below a forecast, and how far it is to the next.
    func position(of forecast: Double) -> (bin: Int, share: Double) {
        let wanted = Float(forecast)
        guard let first = centers.first, wanted > first else { return (0, 0) }
        var (low, high) = (0, centers.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if centers[middle] <= wanted { low = middle } else { high = middle }
        }
        guard low + 1 < centers.count, centers[low + 1] > centers[low] else { return (low, 0) }
        return (low, Double((wanted - centers[low]) / (centers[low + 1] - centers[low])))
    }
}

extension ResidualTable {
    /// Makes the table of held-out samples.
    ///
    /// - Parameters:
    ///   - forecasts: On the KPI's scale.
    ///   - labels: What came true, on the KPI's scale.
    package init(forecasts: [Double], labels: [Double]) {
        let order = forecasts.indices.sorted { (forecasts[$0], $0) < (forecasts[$1], $1) }
        let count = order.count
        guard count > 0 else {
            // Nothing is known: an interval that says so.
            self.init(centers: [0], quantiles: ResidualTable.levels.map { Float(($0 - 0.5) * 4) })
            return
        }
        let worth = ResidualTable.independentCount(of: forecasts.indices.map { labels[$0] - forecasts[$0] })
        // A few independent errors say little about the tails: the ratio of Student's quantile to the normal one, near 90 %,
        // with the error of the middle itself.
        let student = min(1 + 0.93 / max(worth - 1, 1), 2) * (1 + 1 / worth).squareRoot()
        let neighbours = min(count, max(60, min(300, count / 8)))
        let binCount = max(1, min(24, 2 * count / neighbours - 1))
        var (centers, quantiles): ([Float], [Float]) = ([], [])
        for bin in 0..<binCount {
            let start = binCount == 1 ? 0 : (count - neighbours) * bin / (binCount - 1)
            let nearest = order[start..<(binCount == 1 ? count : start + neighbours)]
            let center = nearest.reduce(0) { $0 + forecasts[$1] } / Double(nearest.count)
            let errors = nearest.map { labels[$0] - forecasts[$0] }.sorted()
            centers.append(Float(center))
            for level in ResidualTable.levels {
                // The finite-sample correction, all of it at the ends and none at the median.
                let outward = (2 * level - 1) * max(level, 1 - level) / worth
                let place = min(max((level + outward) * Double(errors.count + 1) - 1, 0), Double(errors.count - 1))
                let below = Int(place)
                let above = min(below + 1, errors.count - 1)
                let error = errors[below] + (errors[above] - errors[below]) * (place - Double(below))
                let median = errors[errors.count / 2]
                quantiles.append(Float(median + (error - median) * student))
            }
        }
        self.init(centers: centers, quantiles: quantiles)
    }

    /// How many independent errors a run of errors is worth: its length over its integrated autocorrelation time.
    ///
    /// Source: Sokal, "Monte Carlo methods in statistical mechanics" (1997), section 3; the sum ends where the correlation
    /// falls below a twentieth.
    package static func independentCount(of errors: [Double]) -> Double {
        let count = errors.count
        guard count > 1 else { return 1 }
        let sizes = errors.map(abs).sorted()
        // Ranks would be better and dearer; a single spike must not hide how alike the others are.
        let limit = max(sizes[count * 9 / 10], .leastNormalMagnitude)
        let held = errors.map { min(max($0, -limit), limit) }
        let mean = held.reduce(0, +) / Double(count)
        let variance = held.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard variance > 0 else { return Double(count) }
        var time = 1.0
        for lag in 1..<max(2, count / 4) {
            var product = 0.0
            for index in lag..<count { product += (held[index] - mean) * (held[index - lag] - mean) }
            let correlation = product / variance
            guard correlation > 0.05 else { break }
            time += 2 * correlation
        }
        return max(1, Double(count) / time)
    }
}
