public import MetricModel

/// Prometheus's text format, version 0.0.4.
public enum TextFormat {
    /// What HTTP calls it.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The page that shows `families`, in their order.
    public static func write(_ families: [MetricFamily]) -> [UInt8] {
        var writer = ExpositionWriter(.text)
        for family in families { writer.append(family) }
        return writer.bytes
    }

    /// Reads a page.
    ///
    /// As forgiving as Prometheus: lines may end in CRLF and the last one without a line feed, an unknown escape stands for
    /// itself, and a series that is there twice stays there twice.
    ///
    /// - Returns: The families in the order of their first lines.
    /// - Throws: ``ExpositionError`` naming the first line that is not of the format, or the limit that was exceeded.
    public static func parse(
        _ page: [UInt8],
        limits: ExpositionLimits = ExpositionLimits()
    ) throws(ExpositionError) -> [MetricFamily] {
        try ExpositionParser.families(in: page, format: .text, limits: limits)
    }
}
