public import KafkaTransport
internal import Synchronization

/// Carries the messages of one topic into a sink, each at least once.
///
/// Messages are read, encoded and written in batches; a batch's offsets are committed when the sink has taken it, never
/// before. What the sink will never take is counted and left behind, so that it does not stop what follows.
public final class Bridge: Sendable {
    /// What has been carried.
    public struct Counts: Sendable, Equatable {
        /// What became of the messages.
        public var encoded = LineEncoder.Counts()
        /// Lines that the sink has taken.
        public var taken = 0
        /// Lines that the sink will never take.
        public var rejected = 0
        /// Attempts that the sink has put off.
        public var putOff = 0
        /// Batches whose offsets could not be committed; their messages may come again.
        public var uncommitted = 0
    }

    /// Something worth telling people.
    public enum Event: Sendable {
        /// A message is not what its topic promises; only the first one of a batch is told.
        case malformed(MessageError)
        /// The sink refuses lines for good.
        case rejected(lines: Int, reason: String)
        /// The sink cannot take lines now.
        case putOff(attempt: Int, reason: String, wait: Duration)
        /// Offsets could not be committed.
        case uncommitted(KafkaError)
    }

    /// The sink did not take lines, as often as they were offered.
    public struct Failure: Error, CustomStringConvertible {
        /// How often.
        public let attempts: Int
        /// What the sink said last.
        public let reason: String

        /// One sentence for people.
        public var description: String { "not written after \(attempts) attempts: \(reason)" }
    }

    private let consumer: KafkaConsumer
    private let sink: any LineSink
    private let retry: RetryPolicy
    private let batchSize: Int
    private let flushInterval: Duration
    private let clock: any Clock<Duration>
    private let state: Mutex<Counts> = Mutex(Counts())
    private let isStopping = Atomic(false)
    private let encoder: LineEncoder
    private let report: @Sendable (Event) -> Void

    /// Connects a consumer to a sink.
    ///
    /// - Parameters:
    ///   - batchSize: Messages in a write, at most.
    ///   - flushInterval: How long messages wait for others, at most.
    ///   - report: Called for what is worth telling people.
    public init(
        from consumer: KafkaConsumer,
        _ encoder: LineEncoder,
        to sink: any LineSink,
        batchSize: Int = 5_000,
        flushInterval: Duration = .milliseconds(500),
        retry: RetryPolicy = RetryPolicy(),
        clock: any Clock<Duration> = ContinuousClock(),
        report: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.consumer = consumer
        self.encoder = encoder
        self.sink = sink
        self.batchSize = batchSize
        self.flushInterval = flushInterval
        self.retry = retry
        self.clock = clock
        self.report = report
    }

    /// What has been carried until now.
    public var counts: Counts { state.withLock { $0 } }

    /// Ends ``run(using:)`` after the batch that is under way; what the sink does not take then stays uncommitted.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
    }

    /// Carries messages until ``stop()`` is called, and leaves the group at its end, so that others take over at once.
    ///
    /// - Throws: ``Failure`` when the sink was away for longer than the policy allows; ``KafkaError/closed``.
    public func run(using random: some RandomNumberGenerator = SystemRandomNumberGenerator()) async throws {
        do {
            try await carry(using: random)
        } catch {
            await consumer.close()
            throw error
        }
        await consumer.close()
    }

    private func carry(using random: some RandomNumberGenerator) async throws {
        let commits = CommitQueue()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                for await offsets in commits { await commit(offsets) }
            }
            defer { commits.finish() }
            var random = random
            let reader = BridgeReader(consumer, encoder, batchSize: batchSize, flushInterval: flushInterval)
            var batch = try await reader.next()
            while !isStopping.load(ordering: .acquiring) {
                // The next batch is read and encoded while InfluxDB takes this one, and the one before is committed.
                async let following = reader.next()
                state.withLock { $0.encoded = batch.counts }
                if let error = batch.firstError { report(.malformed(error)) }
                guard try await write(batch.lines, &random) else { return }
                commits.add(batch.nextOffsets)
                batch = try await following
            }
        }
    }

    private func commit(_ offsets: [KafkaOffset]) async {
        do throws(KafkaError) {
            try await consumer.commit(offsets)
        } catch {
            state.withLock { $0.uncommitted += 1 }
            report(.uncommitted(error))
        }
    }

    /// Writes lines, however often it takes; returns false when ``stop()`` was called before they were taken.
    private func write(_ lines: LineBatch, _ random: inout some RandomNumberGenerator) async throws -> Bool {
        guard !lines.isEmpty else { return true }
        var reason = ""
        for attempt in 0..<retry.attempts {
            switch await sink.write(lines) {
            case .taken:
                state.withLock { $0.taken += lines.count }
                return true
            case .partlyTaken(let rejected, let reason):
                state.withLock { counts in
                    counts.taken += lines.count - rejected
                    counts.rejected += rejected
                }
                report(.rejected(lines: rejected, reason: reason))
                return true
            case .tooLarge where lines.count == 1:
                state.withLock { $0.rejected += 1 }
                report(.rejected(lines: 1, reason: "one line is too large"))
                return true
            case .tooLarge:
                let (first, second) = lines.halves
                guard try await write(first, &random) else { return false }
                return try await write(second, &random)
            case .notNow(let why, let after):
                reason = why
                let wait = max(retry.wait(after: attempt, using: &random), after ?? .zero)
                state.withLock { $0.putOff += 1 }
                report(.putOff(attempt: attempt, reason: why, wait: wait))
                try await sleep(wait)
                if isStopping.load(ordering: .acquiring) { return false }
            }
        }
        throw Failure(attempts: retry.attempts, reason: reason)
    }

    /// Sleeps in short pieces, so that stopping does not have to wait.
    private func sleep(_ wait: Duration) async throws {
        var rest = wait
        while rest > .zero, !isStopping.load(ordering: .acquiring) {
            let piece = min(rest, .milliseconds(200))
            try await clock.sleep(for: piece)
            rest -= piece
        }
    }
}
