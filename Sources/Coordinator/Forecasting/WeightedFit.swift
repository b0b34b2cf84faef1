/// The sums of a weighted ridge regression, and their solution by Cholesky's method.
struct WeightedFit {
    let featureCount: Int
    let penalty: Double
    private var total = 0.0
    private var labelSum = 0.0
    private var sums: [Double]
    private var products: [Double]
    private var labelProducts: [Double]
    private var rowCount = 0.0

    init(featureCount: Int, penalty: Double) {
        self.featureCount = featureCount
        self.penalty = penalty
        sums = Array(repeating: 0, count: featureCount)
        labelProducts = sums
        products = Array(repeating: 0, count: featureCount * featureCount)
    }

    mutating func reset() {
        (total, labelSum, rowCount) = (0, 0, 0)
        for column in 0..<featureCount { (sums[column], labelProducts[column]) = (0, 0) }
        for cell in products.indices { products[cell] = 0 }
    }

    mutating func add(_ features: UnsafeBufferPointer<Double>, label: Double, weight: Double) {
        rowCount += 1
        total += weight
        labelSum += weight * label
        let count = featureCount
        products.withUnsafeMutableBufferPointer { products in
            for row in 0..<count {
                let weighted = weight * features[row]
                sums[row] += weighted
                labelProducts[row] += weighted * label
                for column in 0...row { products[row * count + column] += weighted * features[column] }
            }
        }
    }

    /// Intercept and slopes; `nil` when there is no weight.
    func solve() -> (intercept: Double, slopes: [Double])? {
        guard total > 0, total.isFinite, labelSum.isFinite else { return nil }
        let count = featureCount
        let means = sums.map { $0 / total }
        let labelMean = labelSum / total
        // Weights are brought to a mean of one, so that the penalty counts in rows whatever the loss.
        let unit = rowCount / total
        var factor = [Double](repeating: 0, count: count * count)
        var solution = [Double](repeating: 0, count: count)
        for row in 0..<count {
            for column in 0...row {
                let centred = products[row * count + column] - sums[row] * means[column]
                factor[row * count + column] = centred * unit + (row == column ? penalty : 0)
            }
            solution[row] = (labelProducts[row] - sums[row] * labelMean) * unit
        }
        for row in 0..<count {
            for column in 0...row {
                var rest = factor[row * count + column]
                for inner in 0..<column { rest -= factor[row * count + inner] * factor[column * count + inner] }
                if row == column {
                    guard rest > 0 else { return nil }
                    factor[row * count + row] = rest.squareRoot()
                } else {
                    factor[row * count + column] = rest / factor[column * count + column]
                }
            }
        }
        for row in 0..<count {
            for inner in 0..<row { solution[row] -= factor[row * count + inner] * solution[inner] }
            solution[row] /= factor[row * count + row]
        }
        for row in stride(from: count - 1, through: 0, by: -1) {
            for inner in row + 1..<max(count, row + 1) {
                solution[row] -= factor[inner * count + row] * solution[inner]
            }
            solution[row] /= factor[row * count + row]
        }
        let intercept = labelMean - zip(means, solution).reduce(0) { $0 + $1.0 * $1.1 }
        return intercept.isFinite ? (intercept, solution) : nil
    }
}
