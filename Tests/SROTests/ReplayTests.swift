import Forecasting
import Foundation
import SRO
import TestSupport
import Testing

@Suite struct ReplayTests {
    private static let slice = Slice.made(flavors: ["low", "high"], inputs: 3, stream: nil) {
        $0.horizon = 5
        $0.settle = 5
        $0.changesPerHour = 6
    }

    /// A load that rises and falls within five minutes, and a KPI that breaks the agreement at its tops.
    private static func seconds(_ count: Int) -> [Replay.Second] {
        var random = SplitMix64(seed: 7)
        return (0..<count).map { index in
            let second = 1_579_355_129 + Int64(index)
            let load = 10 + 8 * sin(Double(index) * 2 * .pi / 300)
            let noise = Double.random(in: -2...2, using: &random)
            let isGap = (700..<720).contains(index)
            return Replay.Second(
                second: second,
                values: isGap
                    ? [] : [(#"sockets{instance="a"}"#, load * 3), ("noise", noise), ("total", Double(index) * 5)],
                kpi: isGap ? .nan : load * 7 + noise
            )
        }
    }

    private func lines(_ mode: OrchestrationMode) throws -> (text: [[UInt8]], changes: Int) {
        let all = Self.seconds(1_500)
        let model = try Replay.model(of: Self.slice, flavor: "low", from: Array(all.prefix(600)))
        var replay = Replay(slice: Self.slice, models: [model], flavor: "low", mode: mode, isOverridden: true)
        let text = all.dropFirst(600).flatMap { second in replay.run(second).map { $0.json(of: Self.slice) } }
        return (text, replay.changeCount)
    }

    @Test(arguments: [OrchestrationMode.dryRun, .act])
    func equalRecordingsGiveEqualBytes(mode: OrchestrationMode) throws {
        let (first, second) = (try lines(mode), try lines(mode))
        #expect(first.text == second.text)
        #expect(first.text.count > (mode == .act ? 5 : 500))
    }

    @Test func decidesWithinTheBudgetAndSaysSo() throws {
        let replayed = try lines(.dryRun)
        #expect((1...6).contains(replayed.changes))
        let decisions = replayed.text.map { String(decoding: $0, as: UTF8.self) }.filter { $0.contains("explanation") }
        #expect(decisions.contains { $0.contains(#""kind":"upgrade""#) && $0.contains("Nothing was changed: dry run") })
    }
}
