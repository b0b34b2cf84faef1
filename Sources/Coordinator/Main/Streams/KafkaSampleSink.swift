import KafkaTransport
import MetricModel
import RemoteWrite
import ServiceLifecycle

/// Publishes received samples in prometheus-kafka-adapter's JSON form; keys are the slices.
struct KafkaSampleSink: SampleSink, Service {
    let topic: String
    /// The label whose value is the slice, when the request does not name one.
    let sliceLabel: LabelName
    let keepsMilliseconds: Bool
    let producer: DurableProducer

    func take(_ batch: RemoteWriteBatch, slice: String?) async throws {
        var messages = KafkaBatch()
        for series in batch.series {
            let encoder = SeriesEncoder(
                name: series.name,
                labels: series.labels,
                keepsMilliseconds: keepsMilliseconds
            )
            let key = slice ?? series.labels[sliceLabel] ?? ""
            for sample in batch.samples[series.samples] {
                messages.append(key: key.utf8) {
                    encoder.encode(sample.value, timestampMilliseconds: sample.timestampMilliseconds, to: &$0)
                }
            }
        }
        guard !messages.isEmpty else { return }
        try await producer.send(messages, to: topic)
    }

    /// Publishes what waits on disk.
    func run() async throws {
        await cancelWhenGracefulShutdown { await producer.recover() }
    }
}
