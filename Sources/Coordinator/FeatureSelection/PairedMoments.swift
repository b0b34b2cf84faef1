/// The centred second moments of two series over the rows where both are present.
struct PairedMoments {
    let count: Int
    /// Sum of squared deviations of the first series.
    let first: Double
    /// Sum of squared deviations of the second series.
    let second: Double
    /// Sum of products of deviations.
    let product: Double

    /// Two passes, so that a large level does not cost the digits of a small variation.
    init(_ a: [Double], _ b: [Double]) {
        let (count, sumA, sumB) = presentSums(a, b)
        guard count > 0 else {
            self.init(count: 0, first: 0, second: 0, product: 0)
            return
        }
        let meanA = sumA / Double(count)
        let meanB = sumB / Double(count)
        var first = 0.0
        var second = 0.0
        var product = 0.0
        for row in a.indices {
            let x = a[row] - meanA
            let y = b[row] - meanB
            guard !(x * y).isNaN else { continue }
            first += x * x
            second += y * y
            product += x * y
        }
        // What rounding alone makes of a constant series is no variation.
        let floorA = Double(count) * (meanA * .ulpOfOne) * (meanA * .ulpOfOne)
        let floorB = Double(count) * (meanB * .ulpOfOne) * (meanB * .ulpOfOne)
        self.init(
            count: count,
            first: first <= floorA ? 0 : first,
            second: second <= floorB ? 0 : second,
            product: product
        )
    }

    private init(count: Int, first: Double, second: Double, product: Double) {
        self.count = count
        self.first = first
        self.second = second
        self.product = product
    }

    /// Pearson's correlation, -1 to 1; 0 when a side does not vary.
    var correlation: Double {
        guard first > 0, second > 0 else { return 0 }
        let scale = (first * second).squareRoot()
        return max(-1, min(1, product / (scale.isNormal ? scale : first.squareRoot() * second.squareRoot())))
    }
}

private func presentSums(_ a: [Double], _ b: [Double]) -> (count: Int, a: Double, b: Double) {
    var count = 0
    var sumA = 0.0
    var sumB = 0.0
    for row in a.indices where !a[row].isNaN && !b[row].isNaN {
        count += 1
        sumA += a[row]
        sumB += b[row]
    }
    return (count, sumA, sumB)
}
