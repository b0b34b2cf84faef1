/// How much a series tells about the target, in whatever shape: the mutual information of two continuous variables.
///
/// The estimator of Kraskov, Stögbauer and Grassberger, "Estimating mutual information", Phys. Rev. E 69 (2004), equation
/// 8, by distances to nearest neighbours; the same as scikit-learn's `mutual_info_regression`, but over the rows where both
/// values are present.
public struct MutualInformation: Sendable, Equatable {
    /// How many neighbours a distance reaches: more of them lower the variance and raise the bias.
    public let neighbors: Int
    /// Where the noise that parts equal values begins.
    public let seed: UInt64

    /// Prepares the estimator.
    ///
    /// - Precondition: `neighbors >= 1`.
    public init(neighbors: Int = 3, seed: UInt64 = 0) {
        precondition(neighbors >= 1, "\(neighbors) neighbours")
        self.neighbors = neighbors
        self.seed = seed
    }

    /// Judges these columns, on all cores.
    ///
    /// - Parameters:
    ///   - columns: Which series to judge.
    ///   - matrix: The series, NaN where missing.
    ///   - target: The target at each row, NaN where missing.
    ///   - progress: Is told how many columns are done, from any thread.
    /// - Returns: For each of the columns, nats, 0 or more; 0 where no more rows than neighbours are present.
    /// - Precondition: One target for each row.
    /// - Complexity: O(columns × rows log rows) for most distributions.
    public func scores(
        of columns: [Int],
        in matrix: SeriesMatrix,
        against target: [Double],
        progress: SelectionProgress? = nil
    ) -> [Double] {
        precondition(target.count == matrix.rowCount, "\(target.count) targets for \(matrix.rowCount) rows")
        var generator = Noise(seed: seed)
        let noises = (series: generator.normals(matrix.rowCount), target: generator.normals(matrix.rowCount))
        let ordered = OrderedTarget(parted(target, by: noises.target))
        let digamma = DigammaTable(upTo: matrix.rowCount)
        return inParallel(columns.count, progress: progress) { index in
            let values = parted(matrix.columns[columns[index]], by: noises.series)
            return NeighborCounts(values, ordered, neighbors: neighbors).information(digamma)
        }
    }

    /// The estimate for one series, with given noise.
    package func score(
        of values: [Double],
        against target: [Double],
        noise: (values: [Double], target: [Double])
    ) -> Double {
        let ordered = OrderedTarget(parted(target, by: noise.target))
        return NeighborCounts(parted(values, by: noise.values), ordered, neighbors: neighbors)
            .information(DigammaTable(upTo: target.count))
    }
}

/// Values in units of their standard deviation, with so little noise that it only parts equal ones.
///
/// The estimator is for continuous variables; Kraskov et al. advise noise of 1e-10 where values repeat.
private func parted(_ values: [Double], by noise: [Double]) -> [Double] {
    var count = 0.0
    var sum = 0.0
    for value in values where value.isFinite {
        count += 1
        sum += value
    }
    let mean = sum / max(1, count)
    var squares = 0.0
    for value in values where value.isFinite {
        squares += (value - mean) * (value - mean)
    }
    let deviation = (squares / max(1, count)).squareRoot()
    // As scikit-learn: what rounding alone makes of a constant is no scale.
    let scale = deviation > 10 * .ulpOfOne * abs(mean) ? deviation : 1
    var size = 0.0
    for value in values where value.isFinite {
        size += abs(value / scale)
    }
    let amplitude = 1e-10 * max(1, size / max(1, count))
    return zip(values, noise).map { value, noise in value.isFinite ? value / scale + amplitude * noise : .nan }
}

/// The digamma function at whole numbers.
struct DigammaTable {
    private let values: [Double]

    init(upTo last: Int) {
        // Euler's constant, then ψ(n + 1) = ψ(n) + 1/n: Digital Library of Mathematical Functions, 5.4.12 and 5.5.2.
        var value = -0.577_215_664_901_532_9
        var values = [Double.nan, value]
        for number in 1..<max(1, last) {
            value += 1 / Double(number)
            values.append(value)
        }
        self.values = values
    }

    subscript(number: Int) -> Double { values[number] }
}
