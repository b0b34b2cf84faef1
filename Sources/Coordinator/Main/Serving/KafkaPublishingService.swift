import KafkaTransport
import Logging
import MetricModel
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
    /// Batches that wait for the broker's word at once: a forecast does not wait until the one before has arrived.
    static let mostUnderWay = 64

    private struct Queues {
        var batches: [String: KafkaBatch] = [:]
        var arrivals: [ContinuousClock.Instant] = []
        var underWay = 0
        var waiting = 0
        var published = 0
        var dropped = 0
    }

    private let configuration: KafkaConfiguration
    private let producer: KafkaProducer
    private let delay: ForecastDelay
    private let logger: Logger
    private let queues = Mutex(Queues())

    /// - Throws: ``KafkaError`` for a bad setting.
    init(_ configuration: KafkaConfiguration, delay: ForecastDelay, logger: Logger) throws {
        self.delay = delay
        self.configuration = configuration
        self.logger = logger
        var limits = KafkaProducer.Limits()
        limits.linger = .zero
        limits.patience = .seconds(10)
        producer = try KafkaProducer(configuration.settings, limits: limits, log: KafkaOptions.log(to: logger))
    }

    /// Takes what happens, at once; what concerns nobody is left out.
    ///
    /// Forecasts wait for ``send()``.
    func take(_ event: SliceEvent) {
        switch event {
        case .forecast(let slice, let forecast):
            publish(forecast, of: slice)
        case .decision(let record):
            publish(record)
            send()
        case .truth, .job:
            break
        }
    }

    /// Hands what has gathered to the library, on the caller's thread and without waiting; what is too much for the broker
    /// waits until it has answered.
    func send() {
        let (batches, arrivals) = takeQueued()
        for (topic, batch) in batches {
            do {
                try producer.hand(batch, to: topic) { [self] receipt in
                    note(batch.count, receipt, topic: topic)
                    send()
                }
            } catch {
                note(batch.count, lost: batch.count)
                logger.error("cannot publish", metadata: ["topic": "\(topic)", "error": "\(error)"])
            }
        }
        if !arrivals.isEmpty { delay.noteDepartures(arrivals) }
    }

    func run() async throws {
        do {
            try await gracefulShutdown()
        } catch {
            // A group that is cancelled ends in the same way.
        }
        send()
        await producer.close()
        let dropped = queues.withLock(\.dropped)
        if dropped > 0 { logger.warning("messages were dropped", metadata: ["count": "\(dropped)"]) }
    }

    private func publish(_ forecast: StoredForecast, of slice: Slice) {
        var messages: [(topic: String, bytes: [UInt8])] = []
        if let topic = configuration.records {
            messages.append((topic, message { forecast.appendJSON(slice: slice, to: &$0) }))
        }
        let horizon = slice.decidingHorizon
        if let topic = configuration.estimations,
            let point = forecast.points.first(where: { $0.horizonSeconds == horizon }),
            let message = MeasurementMessage.forecast(
                slice: slice.id,
                value: point.value,
                second: Double(forecast.dueSecond(of: point))
            )
        {
            messages.append((topic, self.message { message.encode(to: &$0) }))
        }
        add(messages, key: slice.id, arrival: delay.arrival)
    }

    private func publish(_ record: DecisionRecord) {
        guard let pattern = configuration.log else { return }
        let id = record.decision.slice
        let topic = pattern.replacing(KafkaConfiguration.slicePlaceholder, with: id)
        let second = record.decision.milliseconds / 1000
        let message = MeasurementMessage.log(slice: id, message: record.explanation, second: second)
        add([(topic, self.message { message.encode(to: &$0) })], key: id)
    }

    /// Writes a message where no other slice waits for it.
    private func message(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        write(&bytes)
        return bytes
    }

    private func add(
        _ messages: [(topic: String, bytes: [UInt8])],
        key: String,
        arrival: ContinuousClock.Instant? = nil
    ) {
        guard !messages.isEmpty else { return }
        queues.withLock { queues in
            for (topic, bytes) in messages {
                let oldest = Self.add(bytes, key: key, to: &queues.batches[topic, default: KafkaBatch()])
                queues.dropped += oldest
                queues.waiting += 1 - oldest
            }
            if let arrival { queues.arrivals.append(arrival) }
        }
    }

    /// - Returns: How many messages had to go because there were too many.
    private static func add(_ bytes: [UInt8], key: String, to batch: inout KafkaBatch) -> Int {
        var oldest = 0
        if batch.byteCount > longestQueue {
            oldest = batch.count
            batch = KafkaBatch()
        }
        batch.append(bytes, key: key.utf8)
        return oldest
    }

    /// Takes what is queued; nothing while too much is under way already.
    private func takeQueued() -> ([(topic: String, batch: KafkaBatch)], [ContinuousClock.Instant]) {
        let (batches, arrivals) = queues.withLock { queues -> ([String: KafkaBatch], [ContinuousClock.Instant]) in
            guard queues.underWay < Self.mostUnderWay, !queues.batches.isEmpty else { return ([:], []) }
            queues.underWay += queues.batches.count
            defer { (queues.batches, queues.arrivals) = ([:], []) }
            return (queues.batches, queues.arrivals)
        }
        return (batches.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, arrivals)
    }

    private func note(_ count: Int, _ receipt: KafkaProducer.Receipt, topic: String) {
        let lost = receipt.refused + receipt.undelivered.count
        note(count, lost: lost)
        guard lost > 0 else { return }
        logger.warning(
            "messages were not published",
            metadata: [
                "topic": "\(topic)", "count": "\(lost)", "error": "\(receipt.firstError.map { "\($0)" } ?? "")",
            ]
        )
    }

    private func note(_ count: Int, lost: Int) {
        queues.withLock { queues in
            queues.underWay -= 1
            queues.waiting -= count
            queues.published += count - lost
            queues.dropped += lost
        }
    }

    /// What became of messages, and how many wait.
    var metricFamilies: [MetricFamily] {
        let (waiting, published, dropped) = queues.withLock { ($0.waiting, $0.published, $0.dropped) }
        return [
            MetricFamily(
                "coordinator_publish_messages_total",
                help: "What became of forecasts and log lines for Kafka.",
                kind: .counter,
                samples: [
                    Sample(labels: ["outcome": "published"], value: Double(published)),
                    Sample(labels: ["outcome": "dropped"], value: Double(dropped)),
                ]
            ),
            MetricFamily(
                "coordinator_publish_waiting_messages",
                help: "Messages that Kafka has not taken yet.",
                kind: .gauge,
                samples: [Sample(value: Double(waiting))]
            ),
        ]
    }
}
