import KafkaTransport
import SRO

/// Reads metric messages as samples that slices take: one object for each series, however many of its samples come.
struct LiveSampleDecoder {
    private var decoder = SampleDecoder()
    private var series: [LiveSeries] = []
    private var generation = 0

    /// How many messages were not metric messages.
    var malformedCount: Int { decoder.malformedCount }
    /// Why the last of them was not.
    var lastError: MessageError? { decoder.lastError }

    /// Reads a message; `nil` when it is none, which is counted.
    mutating func decode(_ message: UnsafeBufferPointer<UInt8>) -> LiveSample? {
        guard let sample = decoder.decode(message) else { return nil }
        if decoder.generation != generation { (series, generation) = ([], decoder.generation) }
        series += decoder.takeNewSeries().map { LiveSeries(metric: $0.name, labels: $0.labels) }
        return LiveSample(series: series[sample.series], milliseconds: sample.milliseconds, value: sample.value)
    }
}
