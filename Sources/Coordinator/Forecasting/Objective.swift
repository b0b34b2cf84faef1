/// What a slice wants its forecasts to be good at; it chooses the loss, the champion and the point inside the interval.
public enum Objective: String, Sendable, Hashable, CaseIterable {
    /// The sum of absolute errors over the sum of the KPI: large values count most.
    case nmae
    /// The mean of absolute errors as a share of each value: small values count as much as large ones.
    case mape
}
