import KafkaTransport
import Logging
import SRO
import ServiceLifecycle
import Store
import Synchronization

/// Publishes forecasts and the slices' logs.
///
/// Independent of the control loop: what the broker does not take in time is kept up to ``longestQueue`` bytes for each
/// topic, and then the oldest is dropped and counted.
final class KafkaPublishingService: Service {
    /// Bytes that wait for a topic at most.
    static let longestQueue = 64 << 20

    private struct Queues {
        var batches: [String: KafkaBatch] = [:]
        var arrivals: [ContinuousClock.Instant] = []
        var dropped = 0
    }

    private let configuration: KafkaConfiguration
    private let producer: KafkaProducer
    private let slices: [String: Slice]
    private let delay: ForecastDelay
    private let logger: Logger
    private let queues = Mutex(Queues())
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    /// - Throws: ``KafkaError`` for a bad setting.
    init(_ configuration: KafkaConfiguration, slices: [Slice], delay: ForecastDelay, logger: Logger) throws {
        self.delay = delay
        self.configuration = configuration
        self.logger = logger
        var limits = KafkaProducer.Limits()
        limits.linger = .zero
        limits.patience = .seconds(10)
        producer = try KafkaProducer(configuration.settings, limits: limits, log: KafkaOptions.log(to: logger))
        self.slices = Dictionary(slices.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes what happens, at once; what concerns nobody is left out.
    func take(_ event: SliceEvent) {
        switch event {
        case .forecast(let id, let forecast):
            guard let slice = slices[id] else { return }
            if let arrival = delay.arrival { queues.withLock { $0.arrivals.append(arrival) } }
            publish(forecast, of: slice)
        case .decision(let record):
            publish(record)
        case .truth, .job:
            break
        }
    }

    func run() async throws {
        for await _ in wakes.cancelOnGracefulShutdown() { await deliver() }
        await deliver()
        await producer.close()
        let dropped = queues.withLock(\.dropped)
        if dropped > 0 { logger.warning("messages were dropped", metadata: ["count": "\(dropped)"]) }
    }

    private func publish(_ forecast: StoredForecast, of slice: Slice) {
        if let topic = configuration.records {
            add(to: topic, key: slice.id) { forecast.appendJSON(slice: slice, to: &$0) }
        }
        let horizon = slice.decidingHorizon
        guard
            let topic = configuration.estimations,
            let point = forecast.points.first(where: { $0.horizonSeconds == horizon }),
            let message = MeasurementMessage.forecast(
                slice: slice.id,
                value: point.value,
                second: Double(forecast.dueSecond(of: point))
            )
        else { return }
        add(to: topic, key: slice.id) { message.encode(to: &$0) }
    }

    private func publish(_ record: DecisionRecord) {
        guard let pattern = configuration.log else { return }
        let id = record.decision.slice
        let topic = pattern.replacing(KafkaConfiguration.slicePlaceholder, with: id)
        let second = record.decision.milliseconds / 1000
        let message = MeasurementMessage.log(slice: id, message: record.explanation, second: second)
        add(to: topic, key: id) { message.encode(to: &$0) }
    }

    private func add(to topic: String, key: String, _ write: (inout [UInt8]) -> Void) {
        queues.withLock { queues in
            if queues.batches[topic, default: KafkaBatch()].byteCount > Self.longestQueue {
                queues.dropped += queues.batches[topic]?.count ?? 0
                queues.batches[topic] = KafkaBatch()
            }
            queues.batches[topic, default: KafkaBatch()].append(key: key.utf8, write)
        }
        waker.yield()
    }

    private func deliver() async {
        let (batches, arrivals) = queues.withLock { queues in
            defer { (queues.batches, queues.arrivals) = ([:], []) }
            return (queues.batches, queues.arrivals)
        }
        delay.noteDepartures(arrivals)
        for (topic, batch) in batches.sorted(by: { $0.key < $1.key }) {
            do {
                let receipt = try await producer.deliver(batch, to: topic)
                guard receipt.refused > 0 || !receipt.undelivered.isEmpty else { continue }
                let lost = receipt.refused + receipt.undelivered.count
                queues.withLock { $0.dropped += lost }
                logger.warning(
                    "messages were not published",
                    metadata: [
                        "topic": "\(topic)", "count": "\(lost)",
                        "error": "\(receipt.firstError.map { "\($0)" } ?? "")",
                    ]
                )
            } catch {
                logger.error("cannot publish", metadata: ["topic": "\(topic)", "error": "\(error)"])
            }
        }
    }
}
