/// What came of a load when it ended.
public struct LoadSummary: Sendable, Equatable {
    /// How many operations there were, and what became of them.
    public var operations: OperationCounts
    /// How many clients were started.
    public var clientsStarted: Int
    /// The most clients that worked at once.
    public var mostClients: Int
}

/// Follows a law: starts clients, stops the oldest, and reports what they saw.
public struct LoadGenerator: Sendable {
    /// What a load tells while it runs.
    public enum Event: Sendable, Equatable {
        /// A second is over.
        case row(KPIRow)
        /// From this second on so many clients work; also told when a step of the law changed nothing.
        case clients(second: Int64, count: Int)
    }

    private let law: any LoadLaw
    private let workload: any Workload
    private let duration: Duration
    private let speed: Double
    private let seed: UInt64
    private let initialClients: Int

    /// Describes a load.
    ///
    /// - Parameters:
    ///   - law: How many clients there are when.
    ///   - workload: What they do.
    ///   - duration: How long it lasts.
    ///   - speed: How many seconds of the law pass in a second.
    ///   - seed: The clients' random course.
    ///   - initialClients: How many clients work before the law's first step.
    /// - Precondition: `speed` is positive.
    public init(
        law: any LoadLaw,
        workload: any Workload,
        duration: Duration,
        speed: Double = 1,
        seed: UInt64 = 1,
        initialClients: Int = 0
    ) {
        precondition(speed > 0, "a load cannot stand still")
        (self.law, self.workload, self.duration) = (law, workload, duration)
        (self.speed, self.seed, self.initialClients) = (speed, seed, initialClients)
    }

    /// Runs until the duration is over or the task is cancelled, and returns when every client has ended.
    ///
    /// - Parameters:
    ///   - clock: Tells when the law's steps are due.
    ///   - report: Gets each event, in order; the clients do not wait for it.
    /// - Throws: What keeps the workload from being prepared.
    public func run(
        clock: some Clock<Duration> = .continuous,
        report: @escaping @Sendable (Event) async -> Void
    ) async throws -> LoadSummary {
        try await workload.prepare()
        let recorder = OperationRecorder(from: UTC.milliseconds / 1000)
        let (events, source) = AsyncStream<Event>.makeStream()
        return await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for await event in events {
                    await report(event)
                }
            }
            let started = await withTaskGroup(of: Void.self) { tickers in
                if workload.recordsOperations {
                    tickers.addTask { await reportRows(of: recorder, to: source) }
                }
                let started = await followLaw(clock: clock, recorder: recorder, source: source)
                tickers.cancelAll()
                return started
            }
            source.finish()
            await tasks.waitForAll()
            return LoadSummary(
                operations: recorder.counts,
                clientsStarted: started.total,
                mostClients: started.most
            )
        }
    }

    private func followLaw(
        clock: some Clock<Duration>,
        recorder: OperationRecorder,
        source: AsyncStream<Event>.Continuation
    ) async -> (total: Int, most: Int) {
        var law = law
        var running: [any LoadClient] = []
        var total = 0
        var most = 0
        await withTaskGroup(of: Void.self) { clients in
            func adjust(to count: Int) {
                while running.count < count {
                    let client = workload.makeClient(number: total, seed: seed, recorder: recorder)
                    clients.addTask { await client.run() }
                    running.append(client)
                    total += 1
                }
                while running.count > max(0, count) {
                    running.removeFirst().stop()
                }
                most = max(most, running.count)
                source.yield(.clients(second: UTC.milliseconds / 1000, count: running.count))
            }
            let start = clock.now
            if initialClients > 0 {
                adjust(to: initialClients)
            }
            var step = law.next()
            while Duration.seconds(step.time / speed) < duration {
                let due = start.advanced(by: .seconds(step.time / speed))
                guard (try? await clock.sleep(until: due, tolerance: nil)) != nil else {
                    break
                }
                adjust(to: step.clients)
                step = law.next()
            }
            // A cancelled sleep returns at once: the load ends early, but as cleanly as otherwise.
            try? await clock.sleep(until: start.advanced(by: duration), tolerance: nil)
            adjust(to: 0)
        }
        return (total, most)
    }

    /// Hands on the row of each second shortly after its end.
    private func reportRows(of recorder: OperationRecorder, to source: AsyncStream<Event>.Continuation) async {
        while !Task.isCancelled {
            let sinceSecond = UTC.milliseconds % 1000
            // An operation that ended in the last millisecond of a second is noted a moment later.
            try? await Task.sleep(for: .milliseconds(1010 - sinceSecond))
            for row in recorder.takeRows(before: UTC.milliseconds / 1000) {
                source.yield(.row(row))
            }
        }
    }
}
