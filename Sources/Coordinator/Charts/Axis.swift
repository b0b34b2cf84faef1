/// How one direction of a chart is scaled and written.
public struct Axis: Sendable, Equatable {
    /// What the numbers along an axis are.
    public enum Kind: Sendable, Equatable {
        /// Plain numbers on a linear scale.
        case number
        /// Positive numbers on a logarithmic scale; others are drawn as missing.
        case logarithmic
        /// Seconds since the Unix epoch, written as UTC.
        case utc
    }

    /// The quantity and its unit, written beside the axis.
    public var title: String
    /// What the numbers are.
    public var kind: Kind
    /// The values at the two ends; `nil` takes what the data needs.
    public var range: ClosedRange<Double>?

    /// Describes an axis.
    ///
    /// - Parameters:
    ///   - title: The quantity and its unit, such as `R_99, ms`.
    ///   - kind: What the numbers are.
    ///   - range: The values at the two ends; `nil` takes what the data needs.
    public init(_ title: String = "", kind: Kind = .number, range: ClosedRange<Double>? = nil) {
        self.title = title
        self.kind = kind
        self.range = range
    }
}
