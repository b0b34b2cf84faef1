/// All that is known of a slice at one second.
public struct AssembledSecond: Sendable, Equatable {
    /// The UTC second.
    public var second: Int64
    /// The scraped values in the order of the assembler's columns; NaN is missing.
    public var values: [Double]
    /// The KPI; NaN is missing.
    public var kpi: Double
}
