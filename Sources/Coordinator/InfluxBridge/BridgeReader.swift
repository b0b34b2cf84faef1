import KafkaTransport

/// Reads messages and makes lines of them, one batch ahead of what is written.
actor BridgeReader {
    /// What the messages of one poll have become; perhaps nothing.
    struct Batch: Sendable {
        var lines = LineBatch()
        var nextOffsets: [KafkaOffset] = []
        /// What became of all messages until now.
        var counts: LineEncoder.Counts
        /// Why a message of this batch is not what its topic promises; `nil` when all are.
        var firstError: MessageError?
    }

    private let consumer: KafkaConsumer
    private var encoder: LineEncoder
    private let batchSize: Int
    private let flushInterval: Duration

    init(_ consumer: KafkaConsumer, _ encoder: LineEncoder, batchSize: Int, flushInterval: Duration) {
        self.consumer = consumer
        self.encoder = encoder
        self.batchSize = batchSize
        self.flushInterval = flushInterval
    }

    /// Waits for messages, no longer than the flush interval.
    func next() async throws(KafkaError) -> Batch {
        let messages = try await consumer.poll(batchSize, within: flushInterval)
        let malformed = encoder.counts.malformed
        var lines = LineBatch()
        messages.withEachMessage { _, message in encoder.append(message, to: &lines) }
        return Batch(
            lines: lines,
            nextOffsets: messages.nextOffsets,
            counts: encoder.counts,
            firstError: encoder.counts.malformed > malformed ? encoder.lastError : nil
        )
    }
}
