import Forecasting
import TestSupport
import Testing

@Suite struct RecentErrorsTests {
    /// Errors between -1 and 1, whatever is forecast.
    private static let table: ResidualTable = {
        var random = SplitMix64(seed: 1)
        let forecasts = (0..<4_000).map { _ in Double.random(in: 4...6, using: &random) }
        let labels = forecasts.map { $0 + Double.random(in: -1...1, using: &random) }
        return ResidualTable(forecasts: forecasts, labels: labels)
    }()

    private static func recent(_ truths: Int, error: (inout SplitMix64) -> Double) -> RecentErrors {
        var random = SplitMix64(seed: 2)
        var recent = RecentErrors(table: table, level: 0.9)
        for _ in 0..<truths { recent.append(error: error(&random), center: 5, table: table) }
        return recent
    }

    @Test("before any truth the table decides")
    func startsCalm() {
        let widening = Self.recent(0) { _ in 0 }.widening(at: 5, table: Self.table)
        #expect(abs(widening.lower) < 0.06)
        #expect(abs(widening.upper) < 0.06)
    }

    @Test("in a calm stream the table still decides")
    func staysCalm() {
        let widening = Self.recent(2_000) { Double.random(in: -1...1, using: &$0) }.widening(at: 5, table: Self.table)
        #expect(abs(widening.lower) < 0.12)
        #expect(abs(widening.upper) < 0.12)
    }

    @Test("errors of three times the size move both ends until nine in ten are inside")
    func follows() {
        let widening = Self.recent(RecentErrors.capacity) { Double.random(in: -3...3, using: &$0) }
            .widening(at: 5, table: Self.table)
        // From 0.9 to 2.7, as far as two hundred truths can tell.
        #expect((1.4...2.2).contains(widening.lower))
        #expect((1.4...2.2).contains(widening.upper))
    }

    @Test("an end is moved by the errors on its own side only")
    func endsAreApart() {
        let widening = Self.recent(RecentErrors.capacity) { Double.random(in: 0...3, using: &$0) }
            .widening(at: 5, table: Self.table)
        #expect(widening.upper > 1.4)
        #expect(widening.lower < 0)
    }

    @Test("no end crosses the middle, and what is not finite moves nothing")
    func staysOnItsSide() {
        var recent = Self.recent(RecentErrors.capacity) { _ in 0 }
        let before = recent.widening(at: 5, table: Self.table)
        recent.append(error: .nan, center: 5, table: Self.table)
        let after = recent.widening(at: 5, table: Self.table)
        #expect(before.lower == after.lower && before.upper == after.upper)
        #expect(Self.table.quantile(0.95, at: 5) + after.upper > 0)
        #expect(Self.table.quantile(0.05, at: 5) - after.lower < 0)
    }

    @Test("what is remembered of the ends is what all remembered truths say", arguments: 0..<4 as Range<UInt64>)
    func remembersTheEnds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var recent = RecentErrors(table: Self.table, level: 0.9)
        let tail = (1 - 0.9) / 2
        let (low, high) = (Self.table.quantile(tail, at: 5), Self.table.quantile(1 - tail, at: 5))
        let (middle, half) = ((low + high) / 2, (high - low) / 2)
        var places: [Float] = []
        for index in 0..<600 {
            // Coarse, so that many are equal.
            let error = (Double.random(in: -2...2, using: &random) * 8).rounded() / 8
            recent.append(error: error, center: 5, table: Self.table)
            places.append(Float((error - middle) / half))
            guard index >= RecentErrors.capacity else { continue }
            let all = RecentQuantile(Array(places.suffix(RecentErrors.capacity)))
            let widening = recent.widening(at: 5, table: Self.table)
            #expect(widening.lower == max((-all.value(tail) - 1) * half, -0.5 * half))
            #expect(widening.upper == max((all.value(1 - tail) - 1) * half, -0.5 * half))
        }
    }
}
