import Forecasting
import Foundation
import SRO
import Store
import Testing

/// Forecasts while a target is down, and while the machine's clock is set.
@Suite struct FaultTests {
    private static let targetCount = 5
    private static let start: Int64 = 1_579_355_129
    private static let slice = Slice(
        id: "redis",
        kpi: .init(name: "R_99", unit: "ms"),
        bound: .upper(100),
        targets: (0..<targetCount).map { "http://10.0.0.\($0):9100/metrics" },
        training: .init(horizons: [1, 5], windowSeconds: 10, objective: .nmae),
        inputCount: targetCount,
        flavors: [Flavor(id: "low"), Flavor(id: "high")]
    )

    private static func series(_ target: Int) -> String { "sockets{instance=\"10.0.0.\(target):9100\"}" }

    private static func load(_ index: Int, _ target: Int) -> Double {
        10 + 8 * sin(Double(index) * 2 * .pi / 60 + Double(target) / 5) + Double(index * (target + 3) % 7) / 5
    }

    private static func kpi(_ index: Int) -> Double { (0..<targetCount).reduce(0) { $0 + load(index, $1) } }

    private struct Run {
        var engine: SliceEngine
        var index = 400

        /// Lets seconds pass; the clock of the machine is `offset` seconds off.
        mutating func pass(_ count: Int, offset: Int64 = 0, without missing: Int? = nil) -> [StoredForecast] {
            var forecasts: [StoredForecast] = []
            for _ in 0..<count {
                index += 1
                let second = start + Int64(index) + offset
                let now = (second + 1) * 1000
                for target in 0..<targetCount {
                    let column = SeriesColumn(name: series(target), kind: .gauge)
                    let page = ScrapedPage(entries: [.init(column: column, value: load(index, target))])
                    engine.add(target == missing ? nil : page, target: target, second: second)
                }
                engine.add(kpi: kpi(index), second: second, at: now)
                for case .forecast(let forecast) in engine.take(at: now) { forecasts.append(forecast) }
            }
            return forecasts
        }
    }

    private static func run() throws -> Run {
        let seconds = (0..<400).map { index in
            Replay.Second(
                second: start + Int64(index),
                values: (0..<targetCount).map { (series($0), load(index, $0)) },
                kpi: kpi(index)
            )
        }
        var engine = SliceEngine(slice: slice, flavor: "low", mode: .observe)
        engine.install(try Replay.model(of: slice, flavor: "low", from: seconds))
        return Run(engine: engine)
    }

    @Test func oneOfFiveTargetsDownIsFlaggedAndForecastsGoOn() throws {
        var run = try Self.run()
        let whole = run.pass(60)
        #expect(whole.count == 60)
        #expect(whole.suffix(20).allSatisfy { $0.points.allSatisfy { !$0.isDegraded && $0.freshShare == 1 } })
        let partial = run.pass(60, without: 3)
        #expect(partial.count == 60, "each second has its forecast")
        #expect(partial.suffix(50).allSatisfy { $0.points.allSatisfy { $0.isDegraded && $0.freshShare == 0.8 } })
        #expect(partial.allSatisfy { $0.points.allSatisfy { $0.value.isFinite && $0.lower <= $0.upper } })
        #expect(run.pass(20).suffix(10).allSatisfy { $0.points.allSatisfy { !$0.isDegraded } })
    }

    @Test(arguments: [3_600, -3_600] as [Int64])
    func aClockThatIsSetByAnHourCostsAFewSecondsAtMost(step: Int64) throws {
        var run = try Self.run()
        _ = run.pass(60)
        let after = run.pass(60, offset: step)
        #expect(after.count >= 55, "\(after.count) of 60 seconds were forecast")
        #expect(after.last?.second == Self.start + Int64(run.index) + step)
        #expect(zip(after, after.dropFirst()).allSatisfy { $0.second < $1.second })
        let back = run.pass(60)
        #expect(back.count >= 55)
        #expect(back.last?.second == Self.start + Int64(run.index))
    }

    @Test func aFlavorWithoutAModelIsNotGivenTheForecastsOfTheOneBefore() throws {
        var run = try Self.run()
        _ = run.pass(20)
        #expect(run.engine.lastForecasts?.flavor == "low")
        run.engine.noteChange(to: "high", decision: nil, at: (Self.start + Int64(run.index) + 1) * 1000)
        #expect(run.engine.lastForecasts == nil)
        #expect(run.pass(5).isEmpty)
        #expect(run.engine.lastForecasts == nil)
        run.engine.noteChange(to: "low", decision: nil, at: (Self.start + Int64(run.index) + 1) * 1000)
        #expect(run.pass(5).count == 5)
        #expect(run.engine.lastForecasts?.flavor == "low")
    }
}
