import Foundation
import SRO
import Store
import Testing

/// An engine whose forecasts are asked for first gives the same as one that does all at once.
@Suite struct ForecastFirstTests {
    private static let slice = Slice.made(flavors: ["low", "high"], inputs: 3) {
        $0.horizon = 5
        $0.settle = 5
    }

    private static let seconds = (0..<900).map { index in
        let load = 10 + 8 * sin(Double(index) * 2 * .pi / 60)
        return Replay.Second(
            second: 1_579_355_129 + Int64(index),
            values: [("sockets", load * 3), ("noise", Double(index * 7 % 5)), ("total", Double(index) * 5 + load)],
            kpi: (650..<660).contains(index) ? .nan : load * 7
        )
    }

    private func engine() throws -> SliceEngine {
        var engine = SliceEngine(slice: Self.slice, flavor: "low", mode: .dryRun, isOverridden: true)
        for flavor in ["low", "high"] {
            engine.install(try Replay.model(of: Self.slice, flavor: flavor, from: Array(Self.seconds.prefix(600))))
        }
        return engine
    }

    private static func text(_ effects: [SliceEngine.Effect]) -> [String] { effects.map { "\($0)" } }

    @Test func theEffectsAreTheSame() throws {
        var (whole, parted) = (try engine(), try engine())
        var forecastCount = 0
        for second in Self.seconds.dropFirst(600) {
            let now = (second.second + 1) * 1000
            for (name, value) in second.values {
                whole.add(value, of: name, second: second.second, at: now)
                parted.add(value, of: name, second: second.second, at: now)
                parted.prepare()
            }
            if second.second % 10 == 0 {
                // It comes once more, when everything has been made ready.
                whole.add(3, of: "noise", second: second.second, at: now)
                parted.add(3, of: "noise", second: second.second, at: now)
            }
            whole.add(kpi: second.kpi, second: second.second, at: now)
            parted.add(kpi: second.kpi, second: second.second, at: now)
            let effects = whole.take(at: now)
            let forecasts = parted.forecast(at: now)
            #expect(parted.isUnsettled)
            let told = effects.compactMap { if case .forecast(let forecast) = $0 { forecast } else { nil } }
            #expect(forecasts == told)
            let rest = parted.settle()
            #expect(Self.text(rest) == Self.text(effects))
            #expect(!parted.isUnsettled)
            forecastCount += forecasts.count
        }
        #expect(forecastCount == 300)
    }

    @Test func whatComesBetweenComesAfter() throws {
        var (whole, parted) = (try engine(), try engine())
        for second in Self.seconds[600..<640] {
            let now = (second.second + 1) * 1000
            for (name, value) in second.values {
                whole.add(value, of: name, second: second.second, at: now)
                parted.add(value, of: name, second: second.second, at: now)
            }
            whole.add(kpi: second.kpi, second: second.second, at: now)
            parted.add(kpi: second.kpi, second: second.second, at: now)
            let effects = whole.take(at: now)
            _ = parted.forecast(at: now)
            let other = second.second % 2 == 0 ? "low" : "high"
            whole.noteChange(to: other, decision: second.second, at: now)
            parted.noteChange(to: other, decision: second.second, at: now)
            let rest = parted.settle()
            #expect(Self.text(rest) == Self.text(effects))
        }
    }

    @Test func severalSecondsAtOnceAreAllForecastFrom() throws {
        var (whole, parted) = (try engine(), try engine())
        for second in Self.seconds[600..<605] {
            let now = (second.second + 1) * 1000
            for (name, value) in second.values.dropLast() {
                whole.add(value, of: name, second: second.second, at: now)
                parted.add(value, of: name, second: second.second, at: now)
            }
            whole.add(kpi: second.kpi, second: second.second, at: now)
            parted.add(kpi: second.kpi, second: second.second, at: now)
        }
        let late = (Self.seconds[604].second + 3) * 1000
        let effects = whole.take(at: late)
        #expect(parted.forecast(at: late).count == 5)
        let rest = parted.settle()
        #expect(Self.text(rest) == Self.text(effects))
    }
}
