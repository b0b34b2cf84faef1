import Glibc

/// The linear regression F-test of one series against the target.
///
/// F is `r² (n - 2) / (1 - r²)` of Pearson's `r`; the same as scikit-learn's `f_regression`, but over the rows where both
/// are present.
public struct FTest: Sendable, Equatable {
    /// The F statistic: 0 for a constant series, the greatest finite number for a perfect fit.
    public let statistic: Double
    /// How likely a statistic at least as great is without any dependence, 0 to 1.
    public let pValue: Double
    /// Pearson's correlation, -1 to 1; 0 when either side is constant.
    public let correlation: Double
    /// How many rows had both values.
    public let count: Int

    /// Tests one series.
    ///
    /// - Precondition: As many values as targets.
    /// - Complexity: O(n).
    public init(_ values: [Double], against target: [Double]) {
        precondition(values.count == target.count, "\(values.count) values for \(target.count) targets")
        let pair = PairedMoments(values, target)
        self.init(correlation: pair.correlation, count: pair.count)
    }

    /// Tests these columns, on all cores.
    ///
    /// - Precondition: One target for each row.
    /// - Complexity: O(columns × rows).
    public static func all(of columns: [Int], in matrix: SeriesMatrix, against target: [Double]) -> [FTest] {
        precondition(target.count == matrix.rowCount, "\(target.count) targets for \(matrix.rowCount) rows")
        return inParallel(columns.count) { FTest(matrix.columns[columns[$0]], against: target) }
    }

    package init(correlation: Double, count: Int) {
        self.correlation = correlation
        self.count = count
        guard count > 2, correlation != 0 else {
            (statistic, pValue) = (0, 1)
            return
        }
        let freedom = Double(count - 2)
        let explained = correlation * correlation
        guard explained < 1 else {
            (statistic, pValue) = (.greatestFiniteMagnitude, 0)
            return
        }
        let statistic = explained / (1 - explained) * freedom
        self.statistic = statistic
        // Survival of F(1, d) at f is I_{d/(d+f)}(d/2, 1/2): Abramowitz and Stegun, 26.6.2.
        pValue = regularizedIncompleteBeta(freedom / (freedom + statistic), freedom / 2, 0.5)
    }
}

/// The regularised incomplete beta function `I_x(a, b)`.
///
/// The continued fraction of the Digital Library of Mathematical Functions, 8.17.22, by Lentz's method.
package func regularizedIncompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    if x > (a + 1) / (a + b + 2) {
        return 1 - regularizedIncompleteBeta(1 - x, b, a)
    }
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
    var fraction = d
    for step in 1...100_000 {
        let m = Double(step)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / nonzero(1 + even * d, tiny)
        c = nonzero(1 + even / c, tiny)
        fraction *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / nonzero(1 + odd * d, tiny)
        c = nonzero(1 + odd / c, tiny)
        let change = d * c
        fraction *= change
        if abs(change - 1) < 1e-15 { break }
    }
    let logarithm = a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b) - log(a)
    return exp(logarithm) * fraction
}

private func nonzero(_ value: Double, _ tiny: Double) -> Double {
    abs(value) < tiny ? tiny : value
}
