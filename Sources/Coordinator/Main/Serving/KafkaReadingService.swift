import KafkaTransport
import Logging
import SRO
import ServiceLifecycle

/// Reads samples and KPIs from Kafka and hands them to the slices.
///
/// Begins with what comes next: what a coordinator has missed is too old to forecast from.
struct KafkaReadingService: Service {
    /// Few enough for their memory to be used again and again, and enough for many slices to be worked on at once.
    private static let largestBatch = 4_000

    let configuration: KafkaConfiguration
    let orchestration: Orchestration
    let consumer: KafkaConsumer
    let delay: ForecastDelay
    let logger: Logger

    /// - Throws: ``KafkaError`` for a bad setting.
    init(
        _ configuration: KafkaConfiguration,
        _ orchestration: Orchestration,
        sharing consumer: KafkaConsumer? = nil,
        delay: ForecastDelay,
        logger: Logger
    ) throws {
        self.delay = delay
        self.configuration = configuration
        self.orchestration = orchestration
        self.logger = logger
        self.consumer =
            try consumer
            ?? KafkaConsumer(
                configuration.settings,
                topics: configuration.samples + configuration.kpis,
                group: configuration.group,
                start: .latest,
                log: KafkaOptions.log(to: logger)
            )
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do {
                // Working on a message begins sooner where it came in than where a thread has to wake up for it.
                try await withTaskExecutorPreference(consumer.executor) { try await read() }
            } catch {
                logger.error("Kafka cannot be read any more", metadata: ["error": "\(error)"])
            }
        }
        await consumer.close()
    }

    private func read() async throws(KafkaError) {
        var remainder = StreamRemainder()
        do throws(KafkaError) {
            try await read(leaving: &remainder)
        } catch {
            while !remainder.isEmpty { orchestration.follow(&remainder) }
            throw error
        }
        while !remainder.isEmpty { orchestration.follow(&remainder) }
    }

    private func read(leaving remainder: inout StreamRemainder) async throws(KafkaError) {
        var decoder = LiveSampleDecoder()
        var malformedMeasurements = 0
        var toldMalformed = 0
        var samples: [LiveSample] = []
        var measurements: [LiveMeasurement] = []
        while !Task.isCancelled {
            // What is left of the seconds before is done as long as nothing comes that a forecast can be made of.
            if remainder.isDue { orchestration.follow(&remainder) }
            let patience: Duration = remainder.isEmpty ? .milliseconds(100) : .zero
            let messages = try await consumer.pollWhatIsThere(Self.largestBatch, within: patience)
            guard let arrival = messages.arrival else {
                if !remainder.isEmpty { orchestration.follow(&remainder) }
                continue
            }
            delay.noteArrival(at: arrival)
            samples.removeAll(keepingCapacity: true)
            measurements.removeAll(keepingCapacity: true)
            messages.withEachMessage { position, message in
                let topic = messages.topics[messages.places[position].topic]
                guard !configuration.kpis.contains(topic) else {
                    if let value = LiveMeasurement(message) {
                        measurements.append(value)
                    } else {
                        malformedMeasurements += 1
                    }
                    return
                }
                if let sample = decoder.decode(message) { samples.append(sample) }
            }
            orchestration.forecast(from: samples, measurements, leaving: &remainder)
            let malformed = decoder.malformedCount + malformedMeasurements
            if malformed > 2 * toldMalformed {
                toldMalformed = malformed
                logger.warning(
                    "messages are left out, for they are not what they should be",
                    metadata: ["count": "\(malformed)", "error": "\(decoder.lastError.map { "\($0)" } ?? "")"]
                )
            }
        }
    }
}

extension LiveMeasurement {
    /// Reads MLO-V2's form; `nil` for anything else, also without a finite first value.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard
            let message = try? MeasurementMessage(parsing: bytes),
            let value = message.values.first.flatMap(Double.init), value.isFinite,
            let seconds = Double(message.time), seconds.magnitude < 1e12
        else { return nil }
        self.init(measurement: message.measurement, second: Int64(seconds.rounded(.down)), value: value)
    }
}
