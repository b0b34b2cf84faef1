import Logging
import Store

/// The jobs, in memory and in the store.
actor JobBook {
    /// How many jobs are remembered.
    static let limit = 1000

    private let store: Store
    private let clock: WallClock
    private let hub: EventHub
    private let logger: Logger
    private var jobs: [Int64: Job] = [:]

    init(store: Store, clock: WallClock, hub: EventHub, logger: Logger) {
        self.store = store
        self.clock = clock
        self.hub = hub
        self.logger = logger
    }

    /// Takes over the jobs of the run before; those that were open have failed.
    func restore() async throws {
        for (id, body) in try await store.jobs(limit: Self.limit) {
            guard var job = try? JSON.decode(Job.self, from: body) else {
                logger.warning("a job in the store cannot be read", metadata: ["job": "\(id)"])
                continue
            }
            if job.isOpen {
                job.state = .failed
                job.error = "\(TrainingError.stopped)"
                job.endedMilliseconds = clock.milliseconds
                try await store.saveJob(id, state: job.state.rawValue, body: JSON.encode(job))
            }
            jobs[id] = job
        }
    }

    /// Opens a job.
    ///
    /// - Throws: ``TrainingError/alreadyRunning(flavor:job:)`` while the flavor has an open one; ``StoreError``.
    func open(
        _ kind: Job.Kind,
        slice: String,
        flavor: String,
        from: Int64? = nil,
        to: Int64? = nil,
        isRolling: Bool? = nil,
        answerURL: String? = nil
    ) async throws -> Job {
        if let other = jobs.values.first(where: { $0.isOpen && $0.slice == slice && $0.flavor == flavor }) {
            throw TrainingError.alreadyRunning(flavor: flavor, job: other.id)
        }
        let template = Job(
            id: 0,
            kind: kind.rawValue,
            slice: slice,
            flavor: flavor,
            state: .queued,
            progress: 0,
            stage: "queued",
            createdMilliseconds: clock.milliseconds,
            fromSecond: from,
            toSecond: to,
            isRolling: isRolling,
            answerURL: answerURL
        )
        let id = try await store.addJob(state: template.state.rawValue) { id in
            var job = template
            job.id = id
            return JSON.encode(job)
        }
        var job = template
        job.id = id
        jobs[id] = job
        hub.publish(.job(job))
        return job
    }

    /// Changes a job; only a change of state is written to the store, unless it is to be.
    func update(_ id: Int64, isSaved: Bool = false, _ change: @Sendable (inout Job) -> Void) async {
        guard var job = jobs[id] else { return }
        let before = job.state
        change(&job)
        jobs[id] = job
        hub.publish(.job(job))
        guard job.state != before || isSaved else { return }
        do {
            try await store.saveJob(id, state: job.state.rawValue, body: JSON.encode(job))
        } catch {
            logger.error("a job could not be saved", metadata: ["job": "\(id)", "error": "\(error)"])
        }
    }

    func job(_ id: Int64) -> Job? { jobs[id] }

    func all() -> [Job] { jobs.values.sorted { $0.id < $1.id } }
}
