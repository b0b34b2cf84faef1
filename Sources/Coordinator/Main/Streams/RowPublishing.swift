import KafkaTransport
import Logging
import ServiceLifecycle

/// Publishes the rows of a file; ends at three blank lines.
struct RowPublishing: LineTaker {
    let topic: String
    /// The key of all messages: the slice, so that coordinators can share the slices.
    let key: String
    /// The file, for people.
    let path: String
    let producer: KafkaProducer
    let logger: Logger
    private var rows: MeasurementRows
    private var publishedCount = 0

    init(topic: String, key: String, path: String, rows: MeasurementRows, producer: KafkaProducer, logger: Logger) {
        (self.topic, self.key, self.path, self.rows) = (topic, key, path, rows)
        (self.producer, self.logger) = (producer, logger)
    }

    mutating func take(_ lines: [String]) async throws -> Bool {
        publishedCount += try await publish(lines)
        return rows.blankCount < 3
    }

    func finish() async {
        await producer.close()
        logger.info("\(publishedCount) rows of \(path) published to \(topic)")
    }

    private mutating func publish(_ lines: [String]) async throws -> Int {
        var batch = KafkaBatch()
        for line in lines {
            do throws(MeasurementRows.Failure) {
                if let message = try rows.message(of: line) { batch.append(key: key.utf8) { message.encode(to: &$0) } }
            } catch .missingColumn(let name, let header) {
                throw MeasurementRows.Failure.missingColumn(name, header: header)
            } catch {
                logger.warning("\(path), \(error)")
            }
            if rows.blankCount >= 3 { break }
        }
        var rest = batch
        while !rest.isEmpty {
            let receipt = try await producer.deliver(rest, to: topic)
            if receipt.refused > 0 { logger.error("\(receipt.refused) rows are refused by Kafka") }
            rest = receipt.undelivered
            guard !rest.isEmpty else { break }
            logger.warning("\(rest.count) rows wait for Kafka: \(receipt.firstError?.description ?? "no answer")")
            if Task.isShuttingDownGracefully {
                logger.error("\(rest.count) rows were not published")
                return batch.count - rest.count
            }
        }
        return batch.count
    }
}
