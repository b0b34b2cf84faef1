import Glibc

/// The loss that a slice's objective asks for, on the KPI's scale, with the derivatives that trees and lines learn from.
///
/// Absolute errors have no second derivative. Here the corner is rounded (pseudo-Huber), and instead of the second
/// derivative, which vanishes for large errors, stands the curvature of the parabola that touches the loss from above: each
/// leaf and each line then is a weighted mean that converges to the median (Hunter and Lange, "A Tutorial on MM Algorithms",
/// 2004, section 3.1).
struct RobustLoss: Sendable {
    let objective: Objective
    let scale: TargetScale
    /// Errors well below this count by their square, on the scale.
    let corner: Double
    /// The span of the labels: a forecast that has not come there yet weighs as much as its end.
    let range: ClosedRange<Double>

    /// The same loss with its corner `factor` times as wide.
    func rounded(by factor: Double) -> RobustLoss {
        RobustLoss(objective: objective, scale: scale, corner: corner * factor, range: range)
    }

    /// First derivative and touching curvature of one row's loss.
    ///
    /// - Parameters:
    ///   - prediction: On the scale.
    ///   - label: On the scale.
    ///   - value: The label in the KPI's own unit.
    @inline(__always)
    func derivatives(prediction: Double, label: Double, value: Double) -> (first: Double, second: Double) {
        switch objective {
        case .nmae:
            // Absolute error on the scale and in the KPI's unit have the same minimum: the median.
            let error = prediction - label
            let curvature = 1 / (1 + (error / corner) * (error / corner)).squareRoot()
            return (error * curvature, curvature)
        case .mape:
            // A step on the scale moves the forecast by its slope, and what counts is the share of the value.
            let error = prediction - label
            let forecast = scale.inverse(min(max(prediction, range.lowerBound), range.upperBound))
            let weight = scale.slope(at: forecast) / scale.slope(at: value)
            let curvature = 1 / (1 + (error / corner) * (error / corner)).squareRoot()
            return (error * curvature * weight, curvature * weight)
        }
    }
}
