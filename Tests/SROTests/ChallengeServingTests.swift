import Forecasting
import Foundation
import SRO
import Store
import Testing

@Suite struct ChallengeServingTests {
    private static let slice = Slice(
        id: "redis",
        kpi: .init(name: "R_99", unit: "ms"),
        bound: .upper(100),
        stream: StreamSource(),
        training: TrainingSettings(horizons: [1, 5], windowSeconds: 10, objective: .nmae),
        inputCount: 2,
        flavors: [Flavor(id: "low")]
    )

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

    private func promotion(_ engine: inout SliceEngine, factor: Double) -> (version: Int, ratio: Double)? {
        for second in Self.seconds(400..<1_300, factor: factor) {
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
}
