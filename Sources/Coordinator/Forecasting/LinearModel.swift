/// A ridge regression on standardised features that learns by any ``RobustLoss``; a missing feature counts as its mean.
struct LinearModel: Sendable, Hashable {
    /// What a row of nothing but means is expected to be.
    var intercept: Double
    /// What a feature's unit adds.
    var slopes: [Double]
    /// Each feature's mean over its training rows.
    var centers: [Double]
    /// The span of the training labels: a line may not leave it.
    var range: ClosedRange<Double>

    func predict(_ features: UnsafeBufferPointer<Float>) -> Double {
        var sum = intercept
        for position in slopes.indices {
            let value = Double(features[position])
            if !value.isNaN { sum += slopes[position] * (value - centers[position]) }
        }
        return min(max(sum, range.lowerBound), range.upperBound)
    }

    /// Adds what each feature adds to the line, before the line is held inside its range.
    func addContributions(of features: [Float], weight: Double, to sums: inout [Double]) {
        for position in slopes.indices {
            let value = Double(features[position])
            if !value.isNaN { sums[position] += weight * slopes[position] * (value - centers[position]) }
        }
    }
}

extension LinearModel {
    /// Fits the line by repeated weighted least squares.
    ///
    /// - Parameters:
    ///   - rows: Features, row-major.
    ///   - columnCount: Features in a row of `rows`; the first `featureCount` are used.
    ///   - labels: On the KPI's scale, one a row.
    ///   - values: In the KPI's unit, one a row.
    ///   - penalty: On the square of a standardised slope, in rows.
    init(
        fitting rows: [Float],
        columnCount: Int,
        featureCount: Int,
        labels: [Double],
        values: [Double],
        loss: RobustLoss,
        penalty: Double = 10
    ) {
        let rowCount = labels.count
        var standardised = [Double](repeating: 0, count: rowCount * featureCount)
        var centers = [Double](repeating: 0, count: featureCount)
        var factors = centers
        for column in 0..<featureCount {
            var (count, sum) = (0.0, 0.0)
            for row in 0..<rowCount where !rows[row * columnCount + column].isNaN {
                sum += Double(rows[row * columnCount + column])
                count += 1
            }
            let mean = count > 0 ? sum / count : 0
            var square = 0.0
            for row in 0..<rowCount where !rows[row * columnCount + column].isNaN {
                let distance = Double(rows[row * columnCount + column]) - mean
                square += distance * distance
            }
            let deviation = count > 0 ? (square / count).squareRoot() : 0
            let factor = deviation > 1e-9 * max(1, abs(mean)) ? 1 / deviation : 0
            for row in 0..<rowCount where !rows[row * columnCount + column].isNaN {
                standardised[row * featureCount + column] = (Double(rows[row * columnCount + column]) - mean) * factor
            }
            centers[column] = mean
            factors[column] = factor
        }
        var fit = WeightedFit(featureCount: featureCount, penalty: penalty)
        var intercept = labels.sorted()[rowCount / 2]
        var weights = [Double](repeating: 0, count: featureCount)
        for _ in 0..<10 {
            fit.reset()
            standardised.withUnsafeBufferPointer { standardised in
                for row in 0..<rowCount {
                    let features = UnsafeBufferPointer(
                        rebasing: standardised[row * featureCount..<(row + 1) * featureCount]
                    )
                    var prediction = intercept
                    for column in 0..<featureCount { prediction += weights[column] * features[column] }
                    let (first, second) = loss.derivatives(
                        prediction: prediction,
                        label: labels[row],
                        value: values[row]
                    )
                    fit.add(features, label: prediction - first / second, weight: second)
                }
            }
            guard let solution = fit.solve() else { break }
            let step = zip(solution.slopes, weights).map { abs($0 - $1) }.max() ?? 0
            (intercept, weights) = (solution.intercept, solution.slopes)
            if step < 1e-4 { break }
        }
        self.init(
            intercept: intercept,
            slopes: zip(weights, factors).map { $0 * $1 },
            centers: centers,
            range: (labels.min() ?? 0)...(labels.max() ?? 0)
        )
    }
}
