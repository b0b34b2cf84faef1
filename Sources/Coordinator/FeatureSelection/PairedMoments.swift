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
        let sums = presentSums(a, b)
        guard sums.count > 0 else {
            self.init(count: 0, first: 0, second: 0, product: 0)
            return
        }
        let meanA = sums.a / Double(sums.count)
        let meanB = sums.b / Double(sums.count)
        let count = sums.count
        let (first, second, product) =
            count == a.count ? wholeMoments(a, meanA, b, meanB) : presentMoments(a, meanA, b, meanB)
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
    // Nearly all series are whole, and a sum tells: it is not finite when a value is not.
    var (lanesA, lanesB) = (SIMD8<Double>(), SIMD8<Double>())
    let rest = forEachLanes(a, b) { x, y in
        lanesA += x
        lanesB += y
    }
    var (sumA, sumB) = (lanesA.sum(), lanesB.sum())
    for row in rest {
        sumA += a[row]
        sumB += b[row]
    }
    if sumA.isFinite, sumB.isFinite { return (a.count, sumA, sumB) }
    var count = 0
    (sumA, sumB) = (0, 0)
    for row in a.indices where a[row].isFinite && b[row].isFinite {
        count += 1
        sumA += a[row]
        sumB += b[row]
    }
    return (count, sumA, sumB)
}

private typealias Moments = (first: Double, second: Double, product: Double)

private func wholeMoments(_ a: [Double], _ meanA: Double, _ b: [Double], _ meanB: Double) -> Moments {
    var (first, second, product) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
    let rest = forEachLanes(a, b) { x, y in
        let (dx, dy) = (x - meanA, y - meanB)
        first += dx * dx
        second += dy * dy
        product += dx * dy
    }
    var sums: Moments = (first.sum(), second.sum(), product.sum())
    for row in rest {
        let (dx, dy) = (a[row] - meanA, b[row] - meanB)
        sums.first += dx * dx
        sums.second += dy * dy
        sums.product += dx * dy
    }
    return sums
}

private func presentMoments(_ a: [Double], _ meanA: Double, _ b: [Double], _ meanB: Double) -> Moments {
    var sums: Moments = (0, 0, 0)
    for row in a.indices where a[row].isFinite && b[row].isFinite {
        let (dx, dy) = (a[row] - meanA, b[row] - meanB)
        sums.first += dx * dx
        sums.second += dy * dy
        sums.product += dx * dy
    }
    return sums
}

/// Hands out both series in lanes of eight, and returns the rows that are left over.
///
/// The compiler does not vectorise sums of doubles by itself, since that changes their order.
@inline(__always)
private func forEachLanes(_ a: [Double], _ b: [Double], _ body: (SIMD8<Double>, SIMD8<Double>) -> Void) -> Range<Int> {
    let whole = a.count / 8 * 8
    a.withUnsafeBytes { a in
        b.withUnsafeBytes { b in
            for offset in stride(from: 0, to: whole * 8, by: 64) {
                body(
                    a.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self),
                    b.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
                )
            }
        }
    }
    return whole..<a.count
}
