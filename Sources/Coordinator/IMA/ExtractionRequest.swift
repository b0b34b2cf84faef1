public import PrometheusAPI

/// Which samples are to be extracted, and how they are aligned.
public struct ExtractionRequest: Sendable, Equatable, Codable {
    /// Which series; each set of matchers selects some, and all together are extracted.
    public var selectors: [[LabelMatcher]]
    /// The first and the last row, UTC seconds, both inside.
    public var seconds: ClosedRange<Int64>
    /// Between two rows, seconds.
    public var step: Int64
    /// How old a sample may be, milliseconds, exclusive.
    ///
    /// A row takes the last sample at its time or before; without one that is young enough, the cell is missing. One and a
    /// half scrape intervals forgive a late scrape and keep a missed one a gap.
    public var toleranceMilliseconds: Int64

    /// Asks for an extraction.
    ///
    /// - Precondition: A step of at least one second, and a tolerance of at least two milliseconds.
    public init(
        selectors: [[LabelMatcher]],
        seconds: ClosedRange<Int64>,
        step: Int64 = 1,
        toleranceMilliseconds: Int64 = 1_500
    ) {
        precondition(step >= 1 && toleranceMilliseconds >= 2, "a step of \(step) s within \(toleranceMilliseconds) ms")
        self.selectors = selectors
        self.seconds = seconds
        self.step = step
        self.toleranceMilliseconds = toleranceMilliseconds
    }

    /// Asks for every series of some targets, or of all.
    public init(instances: [String], seconds: ClosedRange<Int64>, step: Int64 = 1, toleranceMilliseconds: Int64 = 1_500)
    {
        let selector =
            instances.isEmpty
            ? [LabelMatcher("__name__", .notEqual, "")] : [LabelMatcher("instance", oneOf: instances)]
        self.init(
            selectors: [selector],
            seconds: seconds,
            step: step,
            toleranceMilliseconds: toleranceMilliseconds
        )
    }

    /// How many rows there are.
    public var rowCount: Int { Int((seconds.upperBound - seconds.lowerBound) / step) + 1 }

    /// The span in which samples count for a row.
    var milliseconds: ClosedRange<Int64> {
        seconds.lowerBound * 1_000 - toleranceMilliseconds + 1...second(of: rowCount - 1) * 1_000
    }

    /// The time of a row, UTC seconds.
    public func second(of row: Int) -> Int64 { seconds.lowerBound + Int64(row) * step }
}
