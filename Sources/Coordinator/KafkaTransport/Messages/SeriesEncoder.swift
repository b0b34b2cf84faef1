public import MetricModel

/// Writes the metric messages of one series; what they have in common is put together once.
///
/// The bytes are those of ``MetricMessage/encode(keepsMilliseconds:to:)``.
public struct SeriesEncoder: Sendable {
    private let head: [UInt8]
    private let keepsMilliseconds: Bool

    /// Prepares the messages of a series.
    ///
    /// - Parameter keepsMilliseconds: Writes times with milliseconds, which prometheus-kafka-adapter cuts off.
    public init(name: MetricName, labels: Labels, keepsMilliseconds: Bool = false) {
        head = MetricMessage.head(name, labels)
        self.keepsMilliseconds = keepsMilliseconds
    }

    /// Appends the message of a sample.
    public func encode(_ value: Double, timestampMilliseconds: Int64, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: head)
        MetricMessage.appendSample(value, timestampMilliseconds, keepsMilliseconds, to: &bytes)
    }
}
