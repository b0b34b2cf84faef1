package import Store

extension Orchestration {
    /// Begins to profile a flavor from a tenant's recording of the KPI; its metrics come later, or are recorded already.
    ///
    /// - Parameters:
    ///   - slice: The slice's id.
    ///   - flavor: The flavor that was in force while the KPI was recorded.
    ///   - kpi: The KPI's name.
    ///   - rows: One number a second, the KPI.
    ///   - answerURL: Who is told about the end, if anybody.
    ///   - isRecorded: Whether the metrics were recorded here, so that training can begin at once.
    /// - Throws: ``OrchestrationError``, ``TrainingError``, ``StoreError``; nothing is kept then.
    package func profile(
        _ slice: String,
        flavor: String,
        kpi: String,
        rows: [KPIRow],
        answerURL: String?,
        isRecorded: Bool
    ) async throws -> Job {
        let runtime = try runtime(slice)
        guard runtime.slice.flavor(flavor) != nil else {
            throw OrchestrationError.unknownFlavor(slice: slice, flavor: flavor)
        }
        guard runtime.slice.kpi.name == kpi else {
            throw OrchestrationError.otherKPI(slice: slice, kpi: runtime.slice.kpi.name, asked: kpi)
        }
        let job = try await jobs.open(
            .profile,
            slice: slice,
            flavor: flavor,
            from: rows.map(\.second).min(),
            to: rows.map(\.second).max(),
            answerURL: answerURL
        )
        await runtime.countJob(+1)
        do {
            var batch = StoreBatch()
            batch.append(rows, columns: [kpi], slice: runtime.storeKey)
            try await store.append(batch)
        } catch {
            await giveUp(job, because: "\(error)")
            throw error
        }
        if isRecorded { enqueue(job) } else { await wait(job) }
        return job
    }

    /// Takes the metrics that were selected for a flavor, and trains on them.
    ///
    /// - Throws: ``OrchestrationError``, ``TrainingError``, ``StoreError``.
    package func addSelected(_ slice: String, flavor: String, selected: String, map: String) async throws -> Job {
        let runtime = try runtime(slice)
        guard runtime.slice.flavor(flavor) != nil else {
            throw OrchestrationError.unknownFlavor(slice: slice, flavor: flavor)
        }
        let read = try SelectedRows(selected: selected, map: map, flavor: flavor)
        let waiting = await jobs.all().last {
            $0.isOpen && $0.kind == Job.Kind.profile.rawValue && $0.slice == slice && $0.flavor == flavor
        }
        if let waiting, waiting.state == .running, waiting.stage != Self.waitingStage {
            throw TrainingError.alreadyRunning(flavor: flavor, job: waiting.id)
        }
        var batch = StoreBatch()
        for row in read.rows { batch.append(row, columns: read.columns, slice: runtime.storeKey) }
        try await store.append(batch)
        try await runtime.recount()
        let (first, last) = (read.rows.first?.second, read.rows.last?.second)
        guard let waiting else { return try await begin(.train, slice, flavor: flavor, from: first, to: last) }
        await jobs.update(waiting.id, isSaved: true) { job in
            job.stage = "queued"
            (job.fromSecond, job.toSecond) = (first, last)
        }
        let job = try await job("\(waiting.id)")
        enqueue(job)
        return job
    }

    private static var waitingStage: String { "waiting for the selected metrics" }

    private func wait(_ job: Job) async {
        let now = milliseconds
        await jobs.update(job.id) { job in
            job.state = .running
            job.stage = Self.waitingStage
            job.startedMilliseconds = now
        }
    }

    /// Ends a job that cannot be done.
    package func giveUp(_ job: Job, because reason: String) async {
        let now = milliseconds
        await jobs.update(job.id) { job in
            job.state = .failed
            job.error = reason
            job.endedMilliseconds = now
        }
        await runtimes[job.slice]?.countJob(-1)
    }

    /// The jobs that have ended and whose asker has not been told.
    var unansweredJobs: [Job] {
        get async { await jobs.all().filter { !$0.isOpen && $0.answerURL != nil && $0.isAnswered != true } }
    }
}

extension SliceRuntime {
    /// Counts the rows again, after some were added from outside.
    func recount() async throws {
        rowsBefore = try await store.rowCounts(slice: key)
        rowsSince = [:]
    }
}
