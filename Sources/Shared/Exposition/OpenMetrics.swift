public import MetricModel

/// OpenMetrics's text format, version 1.0.
///
/// A counter's family is named with `_total` and an info's with `_info` in ``MetricFamily``, as Prometheus does, and
/// without in the page's `HELP` and `TYPE` lines. Units are read and not kept, and so are exemplars; a `_created` series is
/// a family of its own.
public enum OpenMetrics {
    /// What HTTP calls it.
    public static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    /// The page that shows `families`, in their order.
    public static func write(_ families: [MetricFamily]) -> [UInt8] {
        var writer = ExpositionWriter(.openMetrics)
        for family in families { writer.append(family) }
        writer.finish()
        return writer.bytes
    }

    /// Reads a page.
    ///
    /// - Returns: The families in the order of their first lines.
    /// - Throws: ``ExpositionError`` naming the first line that is not of the format, a missing end, or the limit that was
    ///   exceeded.
    public static func parse(
        _ page: [UInt8],
        limits: ExpositionLimits = ExpositionLimits()
    ) throws(ExpositionError) -> [MetricFamily] {
        try ExpositionParser.families(in: page, format: .openMetrics, limits: limits)
    }
}
