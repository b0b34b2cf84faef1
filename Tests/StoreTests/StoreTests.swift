import Foundation
import Store
import Testing

@Suite struct StoreTests {
    private let place: TemporaryStore
    private let store: Store

    init() throws {
        place = try TemporaryStore()
        store = try Store(path: place.path)
    }

    private func slice() async throws -> SliceState {
        try await store.slice(id: "redis", elseFlavor: "low", mode: "dry-run", milliseconds: 1_000)
    }

    @Test func keepsTheStateOfASliceThatItKnows() async throws {
        var state = try await slice()
        #expect(state.flavor == "low")
        state.flavor = "high"
        state.mode = "act"
        state.isOverridden = true
        try await store.save(state)
        let again = try await store.slice(id: "redis", elseFlavor: "low", mode: "observe", milliseconds: 2_000)
        #expect(again == state)
    }

    @Test func givesRowsBackInOrderAndInPiecesOfTheSameColumns() async throws {
        let key = try await slice().key
        let one = [SeriesColumn(name: "node_load1{instance=\"a\"}", kind: .gauge)]
        let two = one + [SeriesColumn(name: "node_forks_total", kind: .counter)]
        var batch = StoreBatch()
        batch.append(RecordedRow(second: 11, flavor: "low", numbers: [2, .nan]), columns: two, slice: key)
        batch.append(RecordedRow(second: 10, flavor: "low", numbers: [1]), columns: one, slice: key)
        batch.append(RecordedRow(second: 12, flavor: "high", numbers: [3, 4]), columns: two, slice: key)
        try await store.append(batch)

        let low = try await store.rows(slice: key, seconds: 0...100, flavor: "low")
        #expect(low.map(\.columns) == [one, two])
        #expect(low.flatMap(\.rows).map(\.second) == [10, 11])
        let missing = try #require(low.last?.rows.first?.numbers.last)
        #expect(missing.isNaN)
        #expect(try await store.rows(slice: key, seconds: 12...12).flatMap(\.rows).map(\.flavor) == ["high"])
    }

    @Test func columnsThatComeAndGoFromBatchToBatchStayWithTheirRows() async throws {
        let store = try Store(path: place.path)
        let keys = try await [
            store.slice(id: "redis", elseFlavor: "low", mode: "act", milliseconds: 1).key,
            store.slice(id: "cassandra", elseFlavor: "low", mode: "act", milliseconds: 1).key,
        ]
        let names = [["a"], ["b"], ["a", "b"], ["a"], ["a"], ["b"]]
        for (second, names) in names.enumerated() {
            var batch = StoreBatch()
            for key in keys {
                let row = RecordedRow(second: Int64(second), flavor: "low", numbers: names.map { _ in Double(key) })
                batch.append(row, columns: names.map { SeriesColumn(name: $0, kind: .gauge) }, slice: key)
                batch.append([KPIRow(second: Int64(second), numbers: names.map { _ in 1 })], columns: names, slice: key)
            }
            try await store.append(batch)
        }
        for key in keys {
            let pieces = try await store.rows(slice: key, seconds: 0...9)
            #expect(pieces.flatMap { piece in piece.rows.map { _ in piece.columns.map(\.name) } } == names)
            #expect(pieces.flatMap { $0.rows.flatMap(\.numbers) }.allSatisfy { $0 == Double(key) })
            let kpi = try await store.kpi("b", slice: key, seconds: 0...9)
            #expect(kpi.map(\.value.isNaN) == names.map { !$0.contains("b") })
        }
    }

    @Test func aLateValueCompletesARowAndChangesNothingThatIsThere() async throws {
        let key = try await slice().key
        let columns = ["a", "b"].map { SeriesColumn(name: $0, kind: .untyped) }
        var batch = StoreBatch()
        batch.append(RecordedRow(second: 10, flavor: "low", numbers: [1, .nan]), columns: columns, slice: key)
        for (name, value) in [("a", 7.0), ("b", 2), ("c", 3)] {
            batch.append(
                late: value,
                of: SeriesColumn(name: name, kind: .untyped),
                second: 10,
                flavor: "high",
                slice: key
            )
        }
        batch.append(late: 4, of: SeriesColumn(name: "b", kind: .untyped), second: 9, flavor: "high", slice: key)
        try await store.append(batch)
        let pieces = try await store.rows(slice: key, seconds: 0...100)
        #expect(pieces.map { $0.columns.map(\.name) } == [["b"], ["a", "b", "c"]])
        #expect(pieces.flatMap(\.rows).map(\.numbers) == [[4], [1, 2, 3]])
        #expect(pieces.flatMap(\.rows).map(\.flavor) == ["high", "low"])
        #expect(try await store.lastRowSecond(slice: key) == 10)
    }

    @Test func aKPIRowThatComesAgainReplacesTheOneBefore() async throws {
        let key = try await slice().key
        var batch = StoreBatch()
        batch.append([KPIRow(second: 5, numbers: [1, 2])], columns: ["R_50", "R_99"], slice: key)
        try await store.append(batch)
        batch = StoreBatch()
        batch.append(
            [KPIRow(second: 5, numbers: [7]), KPIRow(second: 6, numbers: [.nan])],
            columns: ["R_99"],
            slice: key
        )
        try await store.append(batch)
        let values = try await store.kpi("R_99", slice: key, seconds: 0...10)
        #expect(values.map(\.second) == [5, 6])
        #expect(values.first?.value == 7)
        #expect(try #require(values.last?.value).isNaN)
        #expect(try await store.kpi("W_99", slice: key, seconds: 5...5).first?.value.isNaN == true)
    }

    @Test func countsTheRowsThatHaveAKPIByFlavor() async throws {
        let key = try await slice().key
        var batch = StoreBatch()
        for second in 0..<10 as Range<Int64> {
            let flavor = second < 6 ? "low" : "high"
            batch.append(RecordedRow(second: second, flavor: flavor, numbers: []), columns: [], slice: key)
        }
        batch.append((0..<8).map { KPIRow(second: $0, numbers: [1]) }, columns: ["R_99"], slice: key)
        try await store.append(batch)
        #expect(try await store.rowCounts(slice: key) == ["low": 6, "high": 2])
    }

    @Test func aNewModelBecomesTheActiveOneOfItsFlavor() async throws {
        let key = try await slice().key
        for index in 1...3 as ClosedRange<UInt8> {
            let model = StoredModel(
                flavor: "low",
                milliseconds: Int64(index),
                summary: [index],
                artifact: [index, index],
                counterfactual: index == 2 ? nil : [9]
            )
            #expect(try await store.add(model, slice: key) == Int(index))
        }
        let active = try await store.activeModels(slice: key)
        #expect(active.map(\.version) == [3])
        #expect(active.first?.artifact == [3, 3])
        #expect(active.first?.counterfactual == [9])
        #expect(try await store.modelSummaries(slice: key).map(\.isActive) == [false, false, true])
    }

    @Test func aCandidateWaitsAndAnOlderModelCanComeBack() async throws {
        let key = try await slice().key
        let model = StoredModel(flavor: "low", milliseconds: 1, summary: [1], artifact: [1], counterfactual: nil)
        _ = try await store.add(model, slice: key)
        #expect(try await store.add(model, slice: key, isActive: false) == 2)
        #expect(try await store.modelSummaries(slice: key).map(\.isActive) == [true, false])
        #expect(try await store.activate(version: 2, flavor: "low", slice: key)?.version == 2)
        #expect(try await store.modelSummaries(slice: key).map(\.isActive) == [false, true])
        #expect(try await store.activate(version: 3, flavor: "low", slice: key) == nil)
        #expect(try await store.modelSummaries(slice: key).map(\.isActive) == [false, true])
    }

    private func add(_ count: Int, to slice: Int64, isActive: Bool = true) async throws {
        for index in 0..<count {
            let model = StoredModel(
                flavor: "low",
                milliseconds: Int64(index),
                summary: [1],
                artifact: [UInt8(index)],
                counterfactual: nil
            )
            _ = try await store.add(model, slice: slice, isActive: isActive)
        }
    }

    @Test func aChallengeIsThereUntilItEnds() async throws {
        let key = try await slice().key
        try await add(1, to: key)
        try await add(1, to: key, isActive: false)
        #expect(try await store.challenges(slice: key).map(\.model.version) == [2])
        var batch = StoreBatch()
        batch.append(challenge: [7, 8], flavor: "low", version: 2, slice: key)
        batch.append(challenge: [9], flavor: "low", version: 1, slice: key)
        try await store.append(batch)
        #expect(try await store.challenges(slice: key).map(\.progress) == [[7, 8]])
        try await store.endChallenge(flavor: "low", version: 1, slice: key)
        #expect(try await store.challenges(slice: key).count == 1)
        try await store.endChallenge(flavor: "low", version: 2, slice: key)
        try await store.append(batch)
        #expect(try await store.challenges(slice: key).isEmpty)
    }

    @Test(arguments: [true, false])
    func whatIsPutToWorkEndsTheChallenge(isNew: Bool) async throws {
        let key = try await slice().key
        try await add(1, to: key)
        try await add(1, to: key, isActive: false)
        if isNew {
            try await add(1, to: key)
        } else {
            _ = try await store.activate(version: 2, flavor: "low", slice: key)
        }
        #expect(try await store.challenges(slice: key).isEmpty)
    }

    @Test func anotherOwnersChallengesAreTakenOver() async throws {
        let state = try await slice()
        try await add(1, to: state.key)
        try await add(2, to: state.key, isActive: false)
        var batch = StoreBatch()
        batch.append(challenge: [5], flavor: "low", version: 3, slice: state.key)
        try await store.append(batch)
        try await store.adopt(state, models: ["low": 1], challengers: ["low": 3])
        #expect(try await store.challenges(slice: state.key).map(\.progress) == [[5]])
        try await store.adopt(state, models: ["low": 1], challengers: ["low": 2])
        let challenges = try await store.challenges(slice: state.key)
        #expect(challenges.map(\.model.version) == [2] && challenges.map(\.progress) == [[]])
        try await store.adopt(state, models: ["low": 1])
        #expect(try await store.challenges(slice: state.key).isEmpty)
    }

    @Test func oldModelsAreForgottenButTheOneThatServesAndItsChallenger() async throws {
        let state = try await slice()
        let key = state.key
        try await add(8, to: key)
        _ = try await store.activate(version: 2, flavor: "low", slice: key)
        try await store.adopt(state, models: ["low": 2], challengers: ["low": 3])
        var batch = StoreBatch()
        batch.append(ModelError(key: .init(flavor: "low", version: 1, horizonSeconds: 30)), slice: key)
        try await store.append(batch)
        #expect(try await store.pruneModels(slice: key, keeping: 3).map(\.version) == [1, 4, 5])
        #expect(try await store.modelSummaries(slice: key).map(\.version) == [2, 3, 6, 7, 8])
        #expect(try await store.modelErrors(slice: key).isEmpty)
        #expect(try await store.pruneModels(slice: key, keeping: 3).isEmpty)
        #expect(try await store.nextVersion(flavor: "low", slice: key) == 9)
        for version in 1...8 { try await store.removeModel(version: version, flavor: "low", slice: state.id) }
        #expect(try await store.modelSummaries(slice: key).map(\.version) == [2, 3])
    }

    @Test func theErrorOfAModelStandsInPlaceOfTheOneBefore() async throws {
        let key = try await slice().key
        var error = ModelError(key: .init(flavor: "low", version: 3, horizonSeconds: 30))
        for count in 1...2 {
            error.count = count
            error.absoluteError += 1.5
            error.actual += 80
            error.inside = 1
            var batch = StoreBatch()
            batch.append(error, slice: key)
            try await store.append(batch)
        }
        #expect(try await store.modelErrors(slice: key) == [error])
        #expect(try await store.modelErrors(slice: key + 1).isEmpty)
    }

    @Test func givesForecastsBackAsTheyWere() async throws {
        let key = try await slice().key
        let forecast = StoredForecast(
            second: 100,
            flavor: "low",
            version: 2,
            lastValue: 3,
            runningMedian: nil,
            points: [
                .init(
                    horizonSeconds: 1,
                    value: 1.5,
                    lower: 1,
                    upper: 2,
                    violationProbability: 0.25,
                    freshShare: 1,
                    isDegraded: false,
                    family: "ridge"
                ),
                .init(
                    horizonSeconds: 30,
                    value: 4,
                    lower: 2,
                    upper: 9,
                    violationProbability: nil,
                    freshShare: 0.5,
                    isDegraded: true,
                    family: "last_value"
                ),
            ]
        )
        var batch = StoreBatch()
        batch.append(forecast, slice: key)
        try await store.append(batch)
        #expect(try await store.forecasts(slice: key, seconds: 100...100) == [forecast])
        #expect(try await store.forecasts(slice: key, seconds: 101...200).isEmpty)
    }

    @Test func aDecisionKeepsItsNotesAndTheirOrder() async throws {
        let state = try await slice()
        let id = try await store.addDecision(slice: state.key, milliseconds: 5, body: [1])
        var after = state
        after.flavor = "high"
        try await store.addNote(.init(kind: "outcome", milliseconds: 6, body: [2]), to: id, state: after)
        try await store.addNote(.init(kind: "effect", milliseconds: 7, body: [3]), to: id)
        let decision = try #require(try await store.decision(id))
        #expect(decision.notes.map(\.kind) == ["outcome", "effect"])
        #expect(try await slice().flavor == "high")
        #expect(try await store.decision(id + 1) == nil)
    }

    @Test func givesTheNewestDecisionsOldestFirst() async throws {
        let key = try await slice().key
        for time in 1...5 as ClosedRange<Int64> {
            _ = try await store.addDecision(slice: key, milliseconds: time, body: [])
        }
        let decisions = try await store.decisions(slice: key, milliseconds: 0...4, limit: 2)
        #expect(decisions.map(\.milliseconds) == [3, 4])
    }

    @Test func forgetsOldRowsAndKeepsDecisions() async throws {
        let key = try await slice().key
        var batch = StoreBatch()
        for second in 0..<50 as Range<Int64> {
            batch.append(
                RecordedRow(second: second, flavor: "low", numbers: [1]),
                columns: [.init(name: "a", kind: .gauge)],
                slice: key
            )
        }
        batch.append((0..<50).map { KPIRow(second: $0, numbers: [1]) }, columns: ["R_99"], slice: key)
        try await store.append(batch)
        _ = try await store.addDecision(slice: key, milliseconds: 1, body: [])
        while try await store.prune(slice: key, before: 40, limit: 7) > 0 {}
        #expect(try await store.rows(slice: key, seconds: 0...100).flatMap(\.rows).count == 10)
        #expect(try await store.kpi("R_99", slice: key, seconds: 0...100).count == 10)
        #expect(try await store.decisions(slice: key, milliseconds: 0...10, limit: 10).count == 1)
    }

    @Test func aJobIsChangedUnderItsNumber() async throws {
        let id = try await store.addJob(state: "queued") { id in Array("\(id)".utf8) }
        try await store.saveJob(id, state: "failed", body: [7])
        let jobs = try await store.jobs(limit: 10)
        #expect(jobs.map(\.id) == [id])
        #expect(jobs.first?.body == [7])
    }
}
