import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Does the training jobs, one after the other, on a thread of its own.
struct TrainingService: Service {
    let orchestration: Orchestration
    let queue: AsyncStream<Job>
    let logger: Logger
    private let thread = DispatchQueue(label: "training", qos: .utility)
    private let isStopping = StopFlag()

    init(orchestration: Orchestration, queue: AsyncStream<Job>, logger: Logger) {
        self.orchestration = orchestration
        self.queue = queue
        self.logger = logger
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            for await job in queue.cancelOnGracefulShutdown() {
                await run(job)
            }
        } onGracefulShutdown: {
            isStopping.raise()
        }
    }

    private func run(_ job: Job) async {
        let (jobs, clock) = (orchestration.jobs, orchestration.clock)
        await jobs.update(job.id) { job in
            job.state = .running
            job.stage = "reading rows"
            job.startedMilliseconds = clock.milliseconds
        }
        do {
            let result = try await work(on: job)
            await jobs.update(job.id) { job in
                switch result {
                case .model(let version): job.modelVersion = version
                case .judged(let summary): job.found = summary
                case .rolled(let horizons): job.rolling = horizons
                }
                job.state = .succeeded
                job.stage = "done"
                job.progress = 1
                job.endedMilliseconds = clock.milliseconds
            }
        } catch {
            logger.error("a training came to nothing", metadata: ["job": "\(job.id)", "error": "\(error)"])
            await jobs.update(job.id) { job in
                job.state = .failed
                job.error = "\(error)"
                job.endedMilliseconds = clock.milliseconds
            }
        }
        await orchestration.runtimes[job.slice]?.countJob(-1)
    }

    /// What came out of a job.
    private enum Result {
        case model(version: Int)
        case judged(ModelSummary)
        case rolled([ModelSummary.Horizon])
    }

    private func work(on job: Job) async throws -> Result {
        let runtime = try orchestration.runtime(job.slice)
        let first = job.fromSecond ?? 0
        let last = max(first, job.toSecond ?? Int64.max / 2)
        let set = try await runtime.trainingSet(flavor: job.flavor, seconds: first...last)
        let training = Training(slice: runtime.slice, flavor: job.flavor)
        if job.isRolling == true {
            return .rolled(
                try await onThread(job) { progress throws(TrainingError) in
                    try training.roll(on: set, progress: progress)
                }
            )
        }
        let trained = try await onThread(job) { progress throws(TrainingError) in
            try training.run(on: set, progress: progress)
        }
        if job.kind == Job.Kind.backtest.rawValue { return .judged(trained.summary) }
        let isChallenger = job.kind == Job.Kind.challenge.rawValue
        return .model(version: try await runtime.adopt(trained, isChallenger: isChallenger))
    }

    /// Does what takes long, and tells the job how far it is.
    private func onThread<Value: Sendable>(
        _ job: Job,
        _ body: @escaping @Sendable (@Sendable (Training.Progress) -> Bool) throws(TrainingError) -> Value
    ) async throws -> Value {
        let (reports, reporter) = AsyncStream.makeStream(
            of: Training.Progress.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        async let told: Void = report(reports, on: job.id)
        let value: Swift.Result<Value, TrainingError> = await withCheckedContinuation { continuation in
            thread.async {
                let result = Swift.Result { () throws(TrainingError) -> Value in
                    try body { progress in
                        reporter.yield(progress)
                        return !isStopping.isRaised
                    }
                }
                reporter.finish()
                continuation.resume(returning: result)
            }
        }
        await told
        return try value.get()
    }

    private func report(_ reports: AsyncStream<Training.Progress>, on job: Int64) async {
        for await progress in reports {
            await orchestration.jobs.update(job) { job in
                job.stage = progress.stage
                job.progress = progress.share
            }
        }
    }
}

/// Says to a thread that it should come to an end.
private final class StopFlag: Sendable {
    private let flag = Mutex(false)

    var isRaised: Bool { flag.withLock { $0 } }

    func raise() { flag.withLock { $0 = true } }
}
