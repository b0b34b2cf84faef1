public import Logging
public import ServiceLifecycle

/// Tells who asked for a profile how it ended: a POST of the job as JSON to the URL that was given.
///
/// Those that ended while the coordinator was stopped are told at the start.
public struct AnsweringService: Service {
    /// Sends JSON to a URL.
    public typealias Sender = @Sendable (_ url: String, _ json: [UInt8]) async throws -> Void

    private let orchestration: Orchestration
    private let send: Sender
    private let logger: Logger

    /// Prepares the service.
    public init(_ orchestration: Orchestration, logger: Logger, send: @escaping Sender) {
        self.orchestration = orchestration
        self.logger = logger
        self.send = send
    }

    /// Answers until the graceful shutdown.
    public func run() async throws {
        let events = orchestration.events.events { event in
            if case .job(let job) = event { !job.isOpen } else { false }
        }
        await cancelWhenGracefulShutdown {
            await answer()
            for await _ in events { await answer() }
        }
    }

    private func answer() async {
        for job in await orchestration.unansweredJobs {
            guard let url = job.answerURL, !Task.isCancelled else { continue }
            do {
                try await send(url, JSON.encode(job))
                logger.notice("a profile's end was told", metadata: ["job": "\(job.id)", "url": "\(url)"])
            } catch {
                logger.error(
                    "a profile's end could not be told",
                    metadata: ["job": "\(job.id)", "url": "\(url)", "error": "\(error)"]
                )
            }
            await orchestration.jobs.update(job.id, isSaved: true) { $0.isAnswered = true }
        }
    }
}
