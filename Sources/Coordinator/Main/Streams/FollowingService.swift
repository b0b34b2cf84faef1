import KafkaTransport
import Logging
import ServiceLifecycle
import UnixSignals

/// What becomes of the lines of a file that is followed.
protocol LineTaker: Sendable {
    /// Takes some lines; none when there are no new ones.
    ///
    /// - Returns: Whether more are wanted.
    mutating func take(_ lines: [String]) async throws -> Bool

    /// Comes after the last line.
    func finish() async
}

/// Follows a file that is being written and hands on its lines, until its time is over.
///
/// What has been read is handed on before the end, also when the end comes early.
struct FollowingService<Taker: LineTaker>: Service {
    let file: GrowingFile
    let taker: Taker
    /// How often to look for new lines, in seconds.
    let interval: Double
    /// In seconds; 0 for as long as it takes.
    let duration: Double

    func run() async throws {
        var file = file
        var taker = taker
        let clock = ContinuousClock()
        let end = duration > 0 ? clock.now + .seconds(duration) : nil
        let isOver = { @Sendable in Task.isShuttingDownGracefully || end.map { clock.now >= $0 } ?? false }
        repeat {
            let lines = try file.newLines()
            guard try await taker.take(lines) else { break }
            if lines.isEmpty, !isOver() {
                try? await cancelWhenGracefulShutdown { try await clock.sleep(for: .seconds(interval)) }
            }
        } while !isOver()
        await taker.finish()
    }

    /// Runs until the end, or until the program is told to stop.
    func runAlone(logger: Logger) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: self,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    )
                ],
                gracefulShutdownSignals: [.sigint, .sigterm],
                logger: logger
            )
        )
        try await group.run()
    }
}
