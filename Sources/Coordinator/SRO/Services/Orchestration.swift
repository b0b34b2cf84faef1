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

    /// How many slices are taken up at once: reading, checking and decoding of their models overlap.
    static let takenUpAtOnce = 4

    /// What happens, as it happens.
    public let events: EventHub

    let store: Store
    let writer: StoreWriter
    let jobs: JobBook
    let clock: WallClock
    let logger: Logger
    let scraping: ScrapingService
    let delay: ForecastDelay
    /// How the slices are shared with other coordinators, or `nil` when all of them are ours.
    public let sharing: (any SliceSharing)?
    let settling = SettlingQueue()
    private let surroundings: SliceRuntime.Surroundings
    private let turn = Turn()
    private let roster: Mutex<Roster>
    private let changes: AsyncStream<SliceRuntime.PendingChange>
    private let trainings: AsyncStream<Job>
    private let retrainings: AsyncStream<Retraining>
    private let trainingQueue: AsyncStream<Job>.Continuation
    private let changeQueue: AsyncStream<SliceRuntime.PendingChange>.Continuation

    /// The slices that are at work now.
    private struct Roster {
        var ids: [String]
        var runtimes: [String: SliceRuntime]
        var router: StreamRouter

        init(_ slices: [Slice], _ runtimes: [String: SliceRuntime]) {
            ids = slices.map(\.id)
            self.runtimes = runtimes
            router = StreamRouter(ids.compactMap { runtimes[$0] })
        }
    }

    /// Takes up the slices where the store left them.
    ///
    /// - Parameters:
    ///   - slices: What is configured.
    ///   - store: What is to survive.
    ///   - readPage: Reads a target's page, within less than a second.
    ///   - outlet: Is told everything that happens, as it happens; it must not wait.
    ///   - release: Is called when forecasts that the outlet was told may go out; it must not wait.
    ///   - delay: Measures how long forecasts take.
    ///   - clock: The time of day.
    ///   - sharing: How the slices are shared with other coordinators; `nil` when there are none.
    ///   - logger: Is told what is out of the ordinary.
    /// - Throws: ``StoreError``.
    public init(
        slices: [Slice],
        store: Store,
        readPage: @escaping PageReader,
        outlet: @escaping @Sendable (SliceEvent) -> Void = { _ in },
        release: @escaping @Sendable () -> Void = {},
        delay: ForecastDelay = ForecastDelay(),
        clock: WallClock = .system,
        sharing: (any SliceSharing)? = nil,
        logger: Logger
    ) async throws {
        self.sharing = sharing
        self.store = store
        self.delay = delay
        self.clock = clock
        self.logger = logger
        events = EventHub(outlet: outlet, release: release)
        writer = StoreWriter(store: store, logger: logger)
        jobs = JobBook(store: store, clock: clock, hub: events, logger: logger)
        (changes, changeQueue) = AsyncStream.makeStream()
        (trainings, trainingQueue) = AsyncStream.makeStream()
        let wishes: AsyncStream<Retraining>.Continuation
        (retrainings, wishes) = AsyncStream.makeStream()
        try await jobs.restore()

        surroundings = SliceRuntime.Surroundings(
            store: store,
            writer: writer,
            hub: events,
            clock: clock,
            logger: logger,
            sharing: sharing,
            changes: changeQueue,
            retrainings: wishes
        )
        let slices = slices.filter { sharing?.owns($0.id) ?? true }
        let runtimes = try await Self.runtimes(of: slices, keeping: [:], in: surroundings)
        roster = Mutex(Roster(slices, runtimes))
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
            RenewingService(orchestration: self),
            HousekeepingService(orchestration: self),
            settlingService,
            scraping,
        ]
    }

    /// What settles slices that forecast from streams; one of the ``services``.
    package var settlingService: any Service { SettlingService(queue: settling) }

    /// The time of day that everything here goes by, in milliseconds since the Unix epoch.
    public var milliseconds: Int64 { clock.milliseconds }

    /// The ids of the slices, in the order of the configuration.
    public var sliceIDs: [String] { roster.withLock(\.ids) }

    var runtimes: [String: SliceRuntime] { roster.withLock(\.runtimes) }

    /// What brings streams to the slices that want them.
    var router: StreamRouter { roster.withLock(\.router) }

    /// Whether this is the runtime of a slice that is configured now.
    func isAtWork(_ runtime: SliceRuntime) -> Bool { runtimes[runtime.slice.id] === runtime }

    /// Puts other slices to work, all of them or, when one cannot be taken up, none.
    ///
    /// A slice that is as it was goes on undisturbed. One that was changed is taken up from the store, as after a restart,
    /// and one that is no longer there rests in the store.
    ///
    /// Of slices that are shared with other coordinators, those that are ours are put to work.
    ///
    /// - Throws: ``StoreError``; the slices from before are at work then.
    public func replaceSlices(with slices: [Slice]) async throws {
        await turn.wait()
        do {
            try await replace(with: slices.filter { sharing?.owns($0.id) ?? true })
        } catch {
            await turn.end()
            throw error
        }
        await turn.end()
    }

    /// Waits until no flavor of the slices is being changed by this coordinator any more, and no longer than `patience`.
    public func waitForChanges(of slices: [String], within patience: Duration) async {
        let end = ContinuousClock.now + patience
        for runtime in runtimes.values where slices.contains(runtime.slice.id) {
            while runtime.engine.withLock(\.isBusy), ContinuousClock.now < end, !Task.isCancelled {
                do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
            }
        }
    }

    private func replace(with slices: [Slice]) async throws {
        let before = runtimes
        let runtimes = try await Self.runtimes(of: slices, keeping: before, in: surroundings)
        roster.withLock { $0 = Roster(slices, runtimes) }
        scraping.read(for: slices, runtimes: runtimes)
        guard sharing != nil else { return }
        await withDiscardingTaskGroup { group in
            for (id, runtime) in runtimes where before[id] !== runtime { group.addTask { await runtime.introduce() } }
        }
    }

    private static func runtimes(
        of slices: [Slice],
        keeping old: [String: SliceRuntime],
        in surroundings: SliceRuntime.Surroundings
    ) async throws -> [String: SliceRuntime] {
        var runtimes: [String: SliceRuntime] = [:]
        var fresh: [Slice] = []
        for slice in slices {
            if let runtime = old[slice.id], runtime.slice == slice {
                runtimes[slice.id] = runtime
            } else {
                fresh.append(slice)
            }
        }
        try await withThrowingTaskGroup(of: SliceRuntime.self) { group in
            var next = fresh.makeIterator()
            func takeUpNext() {
                guard let slice = next.next() else { return }
                group.addTask {
                    let runtime = try await SliceRuntime(slice, in: surroundings)
                    try await runtime.restoreModels()
                    try await runtime.reconcile()
                    return runtime
                }
            }
            for _ in 0..<Self.takenUpAtOnce { takeUpNext() }
            while let runtime = try await group.next() {
                runtimes[runtime.slice.id] = runtime
                takeUpNext()
            }
        }
        return runtimes
    }

    func runtime(_ id: String) throws(OrchestrationError) -> SliceRuntime {
        guard let runtime = runtimes[id] else { throw .unknownSlice(id) }
        return runtime
    }

    func enqueue(_ job: Job) {
        trainingQueue.yield(job)
    }
}
