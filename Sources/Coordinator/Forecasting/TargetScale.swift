import Glibc

/// The scale on which the KPI is learned: latencies vary by factors, so that a KPI that is positive is taken by its
/// logarithm; one that is also zero or negative by the inverse hyperbolic sine, which is linear around zero.
package struct TargetScale: Sendable, Hashable {
    enum Kind: UInt8, Sendable {
        case logarithm
        case hyperbolic
    }

    let kind: Kind
    /// The smallest value that the logarithm tells from zero, or where the hyperbolic sine turns from linear to steep.
    let unit: Double

    init(kind: Kind, unit: Double) {
        self.kind = kind
        self.unit = unit
    }

    /// Looks at the values that training may know.
    package init(fitting values: some Sequence<Double>) {
        let finite = values.filter(\.isFinite)
        let sizes = finite.map(abs).filter { $0 > 0 }.sorted()
        guard let smallest = sizes.first else {
            self.init(kind: .hyperbolic, unit: 1)
            return
        }
        if sizes.count == finite.count, finite.allSatisfy({ $0 > 0 }) {
            self.init(kind: .logarithm, unit: smallest / 10)
        } else {
            self.init(kind: .hyperbolic, unit: sizes[sizes.count / 2])
        }
    }

    /// From the KPI's unit onto the scale.
    func forward(_ value: Double) -> Double {
        switch kind {
        case .logarithm: log(max(value, unit))
        case .hyperbolic: asinh(value / unit)
        }
    }

    /// From the scale back into the KPI's unit.
    func inverse(_ scaled: Double) -> Double {
        switch kind {
        case .logarithm: exp(scaled)
        case .hyperbolic: sinh(scaled) * unit
        }
    }

    /// By how much the KPI grows for a step on the scale, where the KPI is `value`.
    func slope(at value: Double) -> Double {
        switch kind {
        case .logarithm: value
        case .hyperbolic: (value * value + unit * unit).squareRoot()
        }
    }
}
