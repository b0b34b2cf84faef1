public import Logging
public import MetricModel
public import ServiceLifecycle
public import Store
import Synchronization

/// All slices at work, and what can be asked of them.
///
/// Run ``services`` in one service group; everything else may be called from any task while they run.
public final class Orchestration: Sendable {
    /// Reads a target's page.
    public typealias PageReader = @Sendable (_ url: String) async throws -> [MetricFamily]

    /// What happens, as it happens.
    public let events: EventHub
    /// The ids of the slices, in the order of the configuration.
    public let sliceIDs: [String]

    let store: Store
    let writer: StoreWriter
    let jobs: JobBook
    let clock: WallClock
    let logger: Logger
    let runtimes: [String: SliceRuntime]
    let scraping: ScrapingService
    let router: StreamRouter
    private let changes: AsyncStream<SliceRuntime.PendingChange>
    private let trainings: AsyncStream<Job>
    private let retrainings: AsyncStream<Retraining>
    private let trainingQueue: AsyncStream<Job>.Continuation
    private let changeQueue: AsyncStream<SliceRuntime.PendingChange>.Continuation

    /// Takes up the slices where the store left them.
    ///
    /// - Parameters:
    ///   - slices: What is configured.
    ///   - store: What is to survive.
    ///   - readPage: Reads a target's page, within less than a second.
    ///   - outlet: Is told everything that happens, as it happens; it must not wait.
    ///   - clock: The time of day.
    ///   - logger: Is told what is out of the ordinary.
    /// - Throws: ``StoreError``.
    public init(
        slices: [Slice],
        store: Store,
        readPage: @escaping PageReader,
        outlet: @escaping @Sendable (SliceEvent) -> Void = { _ in },
        clock: WallClock = .system,
        logger: Logger
    ) async throws {
        self.store = store
        self.clock = clock
        self.logger = logger
        events = EventHub(outlet: outlet)
        writer = StoreWriter(store: store, logger: logger)
        jobs = JobBook(store: store, clock: clock, hub: events, logger: logger)
        (changes, changeQueue) = AsyncStream.makeStream()
        (trainings, trainingQueue) = AsyncStream.makeStream()
        let wishes: AsyncStream<Retraining>.Continuation
        (retrainings, wishes) = AsyncStream.makeStream()
        try await jobs.restore()

        let surroundings = SliceRuntime.Surroundings(
            store: store,
            writer: writer,
            hub: events,
            clock: clock,
            logger: logger,
            changes: changeQueue,
            retrainings: wishes
        )
        var runtimes: [String: SliceRuntime] = [:]
        for slice in slices {
            let runtime = try await SliceRuntime(slice, in: surroundings)
            try await runtime.restoreModels()
            try await runtime.reconcile()
            runtimes[slice.id] = runtime
        }
        self.runtimes = runtimes
        sliceIDs = slices.map(\.id)
        router = StreamRouter(slices.compactMap { runtimes[$0.id] })
        scraping = ScrapingService(
            slices: slices,
            runtimes: runtimes,
            readPage: readPage,
            clock: clock,
            logger: logger
        )
    }

    /// What has to run for the slices to be at work.
    ///
    /// A group stops its services from the last to the first: nothing is scraped any more when the last rows are written.
    public var services: [any Service] {
        [
            ActingService(changes: changes, queue: changeQueue, logger: logger),
            TrainingService(orchestration: self, queue: trainings, logger: logger),
            RetrainingService(orchestration: self, wishes: retrainings, logger: logger),
            RenewingService(runtimes: Array(runtimes.values)),
            HousekeepingService(orchestration: self, runtimes: Array(runtimes.values)),
            scraping,
        ]
    }

    /// The time of day that everything here goes by, in milliseconds since the Unix epoch.
    public var milliseconds: Int64 { clock.milliseconds }

    func runtime(_ id: String) throws(OrchestrationError) -> SliceRuntime {
        guard let runtime = runtimes[id] else { throw .unknownSlice(id) }
        return runtime
    }

    func enqueue(_ job: Job) {
        trainingQueue.yield(job)
    }
}
