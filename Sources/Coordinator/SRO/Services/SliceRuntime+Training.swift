import Forecasting
import Store
import Synchronization

extension SliceRuntime {
    /// Notes that a job of this slice was opened (+1) or has ended (-1).
    func countJob(_ step: Int) { openJobs += step }

    /// How many seconds with a KPI each flavor has, as far as they have been counted.
    var rowCounts: [String: Int] { rowsSince.merging(rowsBefore ?? [:], uniquingKeysWith: +) }

    /// How many seconds with a KPI a flavor has.
    ///
    /// - Throws: ``StoreError``.
    func rowCount(of flavor: String) async throws(StoreError) -> Int {
        try await countRows()
        return rowCounts[flavor] ?? 0
    }

    /// The rows that a flavor's model is trained on.
    ///
    /// - Throws: ``StoreError``.
    func trainingSet(flavor: String, seconds: ClosedRange<Int64>) async throws -> TrainingSet {
        await writer.flush()
        let pieces = try await store.rows(slice: key, seconds: seconds, flavor: flavor)
        let kpi = try await store.kpi(slice.kpi.name, slice: key, seconds: seconds)
        return TrainingSet(
            pieces: pieces,
            kpi: Dictionary(kpi.map { ($0.second, $0.value) }, uniquingKeysWith: { $1 }),
            settle: slice.policy.settle
        )
    }

    /// Stores a new model and puts it to work, or lets it challenge the model that serves.
    ///
    /// - Returns: Its version.
    /// - Throws: ``StoreError``, ``SharingError``; the model before goes on then.
    func adopt(_ model: FlavorModel, isChallenger: Bool = false) async throws -> Int {
        var model = model
        // There is nobody to challenge where a flavor has no model.
        let isChallenger = isChallenger && engine.withLock { $0.models[model.flavor] != nil }
        let now = clock.milliseconds
        var stored = StoredModel(
            flavor: model.flavor,
            milliseconds: now,
            isActive: !isChallenger,
            summary: JSON.encode(model.summary),
            artifact: model.model.encoded(),
            counterfactual: model.counterfactual.map { $0.encoded() }
        )
        if let sharing {
            stored.version = try await store.nextVersion(flavor: model.flavor, slice: key)
            try await sharing.tell(.model(stored), of: slice.id)
        }
        model.version = try await store.add(stored, slice: key, isActive: !isChallenger)
        guard !isChallenger else {
            engine.withLock { $0.challenge(model) }
            if sharing != nil { await tellAfterwards(.state(sharedState(state))) }
            return model.version
        }
        createdMilliseconds[model.flavor] = now
        engine.withLock { $0.install(model) }
        if sharing != nil { await tellAfterwards(.state(sharedState(state))) }
        return model.version
    }
}
