/// Means over the seconds that end at each row.
///
/// - Parameters:
///   - values: One series, NaN where missing.
///   - seconds: The time of each row, UTC seconds, rising.
///   - spanSeconds: A row's mean is over `(t - span, t]`; 1 leaves rows at whole seconds as they are.
/// - Returns: One mean for each row; NaN when nothing is present in the span.
/// - Complexity: O(n).
func trailingMean(_ values: [Double], seconds: [Int64], spanSeconds: Int64) -> [Double] {
    guard spanSeconds > 1, let level = values.first(where: { $0.isFinite }) else { return values }
    var means = [Double](repeating: .nan, count: values.count)
    var oldest = 0
    var sum = 0.0
    var count = 0
    for row in values.indices {
        // Relative to some value of the series, so that a great level does not eat the digits.
        if values[row].isFinite {
            sum += values[row] - level
            count += 1
        }
        while seconds[oldest] <= seconds[row] - spanSeconds {
            if values[oldest].isFinite {
                sum -= values[oldest] - level
                count -= 1
            }
            oldest += 1
        }
        if count > 0 {
            means[row] = level + sum / Double(count)
        } else {
            sum = 0
        }
    }
    return means
}
