import KafkaTransport
import RemoteWrite
import SRO

/// Hands received samples to the slices of this process, which forecast from them before the request is answered.
///
/// Rows reach the store when their second is over, later than the answer: until then the samples are in a journal on disk.
struct SliceSampleSink: SampleSink {
    /// Longer than a second waits for its rest, and its row for the store.
    static let span = Duration.seconds(15)
    private static let journalBytes = 256 << 20

    private let orchestration: Orchestration
    private let journal: MessageJournal

    /// Opens the journal beside the store.
    ///
    /// - Throws: ``DiskQueueError``.
    init(_ orchestration: Orchestration, store: String) throws {
        self.orchestration = orchestration
        let queue = try DiskQueue(directory: store + "-arrivals", byteLimit: Self.journalBytes)
        journal = MessageJournal(queue, keeping: Self.span)
    }

    func take(_ batch: RemoteWriteBatch, slice: String?) async throws {
        var samples: [LiveSample] = []
        var messages = KafkaBatch()
        for series in batch.series {
            let live = LiveSeries(metric: series.name, labels: series.labels)
            guard orchestration.wants(live) else { continue }
            let encoder = SeriesEncoder(name: series.name, labels: series.labels, keepsMilliseconds: true)
            for sample in batch.samples[series.samples] where !sample.value.isNaN {
                samples.append(
                    LiveSample(series: live, milliseconds: sample.timestampMilliseconds, value: sample.value)
                )
                messages.append {
                    encoder.encode(sample.value, timestampMilliseconds: sample.timestampMilliseconds, to: &$0)
                }
            }
        }
        guard !samples.isEmpty else { return }
        async let isKept: Void = journal.keep(messages)
        await orchestration.add(samples)
        try await isKept
    }

    /// Hands over again what had been received when the program ended; seconds that have their row stay as they are.
    func recall() async {
        var decoder = LiveSampleDecoder()
        for messages in journal.batches() {
            let samples = (0..<messages.count).compactMap { position in
                messages.message(position).withUnsafeBufferPointer { decoder.decode($0) }
            }
            await orchestration.add(samples)
        }
    }
}
