import KafkaTransport
import Logging
import ServiceLifecycle

/// Follows a file and publishes its rows, until its time is over.
struct ProduceService: Service {
    let topic: String
    /// The key of all messages: the slice, so that coordinators can share the slices.
    let key: String
    let file: GrowingFile
    let rows: MeasurementRows
    let producer: KafkaProducer
    let interval: Duration
    let duration: Duration?
    let logger: Logger

    func run() async throws {
        var file = file
        var rows = rows
        var published = 0
        let clock = ContinuousClock()
        let start = clock.now
        // What has been read is published before the end, also when the end comes early.
        let isOver = { @Sendable in
            Task.isShuttingDownGracefully || duration.map { start.duration(to: clock.now) >= $0 } ?? false
        }
        repeat {
            let lines = try file.newLines()
            published += try await publish(lines, &rows)
            if rows.blankCount >= 3 { break }
            if lines.isEmpty, !isOver() {
                try? await cancelWhenGracefulShutdown { try await clock.sleep(for: interval) }
            }
        } while !isOver()
        await producer.close()
        logger.info("\(published) rows of \(file.path) published to \(topic)")
    }

    private func publish(_ lines: [String], _ rows: inout MeasurementRows) async throws -> Int {
        var batch = KafkaBatch()
        for line in lines {
            do throws(MeasurementRows.Failure) {
                if let message = try rows.message(of: line) { batch.append(key: key.utf8) { message.encode(to: &$0) } }
            } catch .missingColumn(let name, let header) {
                throw MeasurementRows.Failure.missingColumn(name, header: header)
            } catch {
                logger.warning("\(file.path), \(error)")
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
