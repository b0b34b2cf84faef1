import Forecasting
import Foundation
import SRO
import Testing

/// Which models of the inputs alone are at work: those that can be asked now.
@Suite struct CounterfactualTests {
    private static let slice = Slice.made(flavors: ["low", "middle", "high"], inputs: 1)

    private static let seconds = (0..<400).map { index in
        let load = 10 + 8 * sin(Double(index) * 2 * .pi / 60)
        return Replay.Second(second: 1_579_355_129 + Int64(index), values: [("sockets", load)], kpi: 20 + 5 * load)
    }

    private static func models() throws -> [FlavorModel] {
        try slice.flavors.map { try Replay.model(of: slice, flavor: $0.id, from: seconds) }
    }

    private func engine() throws -> SliceEngine {
        var engine = SliceEngine(slice: Self.slice, flavor: "low", mode: .dryRun)
        for model in try Self.models() { engine.install(model) }
        return engine
    }

    private func atWork(_ engine: SliceEngine) -> [String] {
        ["low", "middle", "high"].filter { engine.model(of: $0)?.counterfactual != nil }
    }

    @Test func thoseOfTheNeighboursAreKept() throws {
        var engine = try engine()
        #expect(atWork(engine) == ["low", "middle", "high"])
        let missing = engine.settleCounterfactuals()
        #expect(missing.isEmpty)
        #expect(atWork(engine) == ["middle"])
    }

    @Test func aChangeOfTheFlavorAsksForOthers() throws {
        var engine = try engine()
        _ = engine.settleCounterfactuals()
        engine.noteChange(to: "middle", decision: 1, at: Self.seconds[0].second * 1_000)
        let missing = engine.settleCounterfactuals()
        #expect(missing == ["low": 1, "high": 1])
        let again = engine.settleCounterfactuals()
        #expect(again.isEmpty, "it is said once")
        #expect(atWork(engine).isEmpty)
        for model in try Self.models() {
            let counterfactual = try #require(model.counterfactual)
            engine.accompany(model.flavor, version: model.version, by: counterfactual)
        }
        #expect(atWork(engine) == ["low", "high"])
    }
}
