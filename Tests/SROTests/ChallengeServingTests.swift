import Forecasting
import Foundation
import Logging
import SRO
import Store
import Testing

@Suite struct ChallengeServingTests {
    private static let slice = Slice.made()

    private static func seconds(_ range: Range<Int>, factor: Double) -> [Replay.Second] {
        range.map { index in
            let load = 10 + 8 * sin(Double(index) * 2 * .pi / 60)
            return Replay.Second(
                second: 1_579_355_129 + Int64(index),
                values: [("sockets", load * 3)],
                kpi: 100 + factor * load
            )
        }
    }

    private func engine(champion: Double, challenger: Double) throws -> SliceEngine {
        var engine = SliceEngine(slice: Self.slice, flavor: "low", mode: .observe)
        for (version, factor) in [(1, champion), (2, challenger)] {
            let seconds = Self.seconds(0..<400, factor: factor)
            var model = try Replay.model(of: Self.slice, flavor: "low", from: seconds)
            model.version = version
            if version == 1 { engine.install(model) } else { engine.challenge(model) }
        }
        return engine
    }

    private func promotion(
        _ engine: inout SliceEngine,
        factor: Double,
        over seconds: Range<Int> = 400..<1_300
    ) -> (version: Int, ratio: Double)? {
        for second in Self.seconds(seconds, factor: factor) {
            let now = (second.second + 1) * 1000
            for (name, value) in second.values { engine.add(value, of: name, second: second.second, at: now) }
            engine.add(kpi: second.kpi, second: second.second, at: now)
            for case .promote(_, let version, let ratio) in engine.take(at: now) { return (version, ratio) }
        }
        return nil
    }

    @Test func aModelOfTheSystemAsItIsNowTakesOver() throws {
        var engine = try engine(champion: -5, challenger: 5)
        let promoted = try #require(promotion(&engine, factor: 5))
        #expect(promoted.version == 2)
        #expect(promoted.ratio < 0.98)
    }

    @Test func aModelThatIsNotBetterDoesNot() throws {
        var engine = try engine(champion: 5, challenger: -5)
        #expect(promotion(&engine, factor: 5) == nil)
    }

    @Test func aChallengeGoesOnAfterARestart() throws {
        var engine = try engine(champion: -5, challenger: 5)
        #expect(promotion(&engine, factor: 5, over: 400..<900) == nil)
        let progress = try #require(engine.challengeProgress.first)
        #expect(progress.version == 2)

        var restarted = SliceEngine(slice: Self.slice, flavor: "low", mode: .observe)
        restarted.install(try #require(engine.model(of: "low")))
        let challenger = try #require(engine.challenger(of: "low"))
        try restarted.resumeChallenge(challenger, progress: progress.bytes)
        #expect(restarted.challengeProgress.first?.bytes == progress.bytes)
        // It needs ten minutes of forecasts, of which it had more than eight before.
        let promoted = try #require(promotion(&restarted, factor: 5, over: 900..<1_100))
        #expect(promoted.version == 2)
    }

    @Test func aProgressThatCannotBeReadIsRefused() throws {
        var engine = try engine(champion: -5, challenger: 5)
        _ = promotion(&engine, factor: 5, over: 400..<500)
        let bytes = try #require(engine.challengeProgress.first).bytes
        let challenger = try #require(engine.challenger(of: "low"))
        for bad in [Array(bytes.dropLast()), bytes + [0], [1, 2, 3]] {
            #expect(throws: ForecastingError.self) { try engine.resumeChallenge(challenger, progress: bad) }
        }
    }

    @Test func aRestartedCoordinatorTakesTheChallengeUp() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "challenge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try Store(path: folder.appending(path: "store.sqlite").path)
        let key = try await store.slice(id: Self.slice.id, elseFlavor: "low", mode: "observe", milliseconds: 0).key
        var engine = try engine(champion: -5, challenger: 5)
        #expect(promotion(&engine, factor: 5, over: 400..<500) == nil)
        for model in [engine.model(of: "low"), engine.challenger(of: "low")].compactMap({ $0 }) {
            let stored = try StoredModel(model)
            #expect(try await store.add(stored, slice: key, isActive: model.version == 1) == model.version)
        }
        var batch = StoreBatch()
        for (flavor, version, bytes) in engine.challengeProgress {
            batch.append(challenge: bytes, flavor: flavor, version: version, slice: key)
        }
        try await store.append(batch)

        let orchestration = try await Orchestration(
            slices: [Self.slice],
            store: store,
            readPage: { _ in [] },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let models = try await orchestration.models(of: Self.slice.id)
        let challenge = try #require(models.first { $0.version == 2 }?.challenge)
        #expect(challenge.seconds == 100)
        #expect(challenge.standings.map(\.horizonSeconds) == [1, 5])
    }
}
