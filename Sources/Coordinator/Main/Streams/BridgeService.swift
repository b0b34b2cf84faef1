import InfluxBridge
import KafkaTransport
import Logging
import ServiceLifecycle

/// Carries one stream into InfluxDB until the program ends.
struct BridgeService: Service {
    struct Settings {
        var batchSize: Int
        var flushInterval: Duration
        var retry: RetryPolicy
        var precision: LineEncoder.Precision
    }

    let stream: BridgeStream
    let consumer: KafkaConsumer
    let writer: InfluxWriter
    let settings: Settings
    let logger: Logger

    func run() async throws {
        if let reason = await writer.createDatabase() {
            logger.warning("the database \(stream.database) could not be made yet: \(reason)")
        }
        let bridge = Bridge(
            from: consumer,
            LineEncoder(stream.format, precision: settings.precision),
            to: writer,
            batchSize: settings.batchSize,
            flushInterval: settings.flushInterval,
            retry: settings.retry,
            report: { [logger] event in Self.tell(event, logger) }
        )
        try await withGracefulShutdownHandler {
            do {
                try await bridge.run()
            } catch {
                logger.error("\(error)")
                throw error
            }
        } onGracefulShutdown: {
            bridge.stop()
        }
        let counts = bridge.counts
        logger.info(
            """
            \(counts.encoded.messages) messages read, \(counts.taken) lines written, \(counts.encoded.malformed) malformed, \
            \(counts.encoded.notFinite) without a number, \(counts.rejected) rejected by InfluxDB
            """
        )
    }

    private static func tell(_ event: Bridge.Event, _ logger: Logger) {
        switch event {
        case .malformed(let error): logger.warning("a message is left out: \(error)")
        case .rejected(let lines, let reason): logger.error("InfluxDB rejects \(lines) lines: \(reason)")
        case .putOff(let attempt, let reason, let wait):
            logger.warning("attempt \(attempt + 1) failed, the next one is in \(wait): \(reason)")
        case .uncommitted(let error): logger.warning("messages may come again: \(error)")
        }
    }
}
