/// What one input adds to a forecast.
public struct Contribution: Sendable, Equatable {
    /// The input's name, or ``pastOfTarget``.
    public var name: String
    /// By how much the input moves the forecast, in the KPI's unit.
    public var value: Double

    /// The name under which the KPI's own past contributes.
    public static let pastOfTarget = "past of the KPI"

    /// Names what an input adds.
    public init(name: String, value: Double) {
        self.name = name
        self.value = value
    }
}
