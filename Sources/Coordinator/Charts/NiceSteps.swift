/// Round steps for axes of numbers: 1, 2 and 5 times powers of ten.
enum NiceSteps {
    /// The smallest round step that cuts `span` into at most `count` pieces.
    static func step(for span: Double, atMost count: Int) -> Double {
        guard span.isFinite, span > 0, span < 1e300 else {
            return 1
        }
        let wanted = span / Double(max(1, count))
        var exponent = 0
        while NumberText.power(of: 10, exponent + 1) <= wanted, exponent < 300 {
            exponent += 1
        }
        while NumberText.power(of: 10, exponent) > wanted, exponent > -300 {
            exponent -= 1
        }
        let unit = NumberText.power(of: 10, exponent)
        // A little slack: a span of 6 steps of 0.1 is not exactly 0.6.
        return [1.0, 2, 5, 10].map { $0 * unit }.first { $0 >= wanted * (1 - 1e-9) } ?? 10 * unit
    }

    /// Labelled multiples of a round step between two values.
    static func ticks(from lower: Double, through upper: Double, atMost count: Int) -> [Tick] {
        let step = step(for: upper - lower, atMost: count)
        let decimals = NumberText.decimals(forStep: step)
        let first = (lower / step - 1e-9).rounded(.up)
        let last = (upper / step + 1e-9).rounded(.down)
        guard first <= last, last - first <= 1000 else {
            return []
        }
        return (0...Int(last - first)).map { index in
            let value = (first + Double(index)) * step
            let isLarge = max(lower.magnitude, upper.magnitude) >= 1e6
            let label = isLarge ? NumberText.significant(value) : NumberText.fixed(value, decimals: decimals)
            return Tick(value: value, label: label)
        }
    }

    /// Labelled powers of ten, with 2 and 5 between them while there is room.
    static func logarithmicTicks(from lower: Double, through upper: Double, atMost count: Int) -> [Tick] {
        guard lower > 0, upper.isFinite, lower < upper else {
            return []
        }
        var decade = 1.0
        while decade > lower, decade > 1e-300 {
            decade /= 10
        }
        while decade * 10 <= lower, decade < 1e300 {
            decade *= 10
        }
        var decades: [Double] = []
        while decade <= upper, decades.count < 640 {
            decades.append(decade)
            decade *= 10
        }
        for factors in [[1.0, 2, 5], [1, 3], [1]] {
            let values = decades.flatMap { decade in factors.map { $0 * decade } }.filter { $0 >= lower && $0 <= upper }
            if values.count <= count || factors.count == 1 {
                let stride = max(1, (values.count + count - 1) / max(1, count))
                return values.enumerated().filter { $0.offset.isMultiple(of: stride) }.map {
                    Tick(value: $0.element, label: NumberText.significant($0.element))
                }
            }
        }
        return []
    }
}
