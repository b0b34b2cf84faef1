import Foundation
import SRO
import Store
import Testing

@Suite struct ExplanationTests {
    /// A decision as the store has it.
    private static func record(
        _ kind: String,
        to flavor: String = "high",
        hold: String? = nil,
        notes: [StoredDecision.Note] = []
    ) throws -> DecisionRecord {
        let body = """
            {"slice": "redis", "milliseconds": 1700000001000, "kind": "\(kind)", "rule": "violation-probable",
             "mode": "act", "from": "low", "to": "\(flavor)", \(hold.map { "\"holdReason\": \"\($0)\"," } ?? "")
             "agreement": {"kpi": "R_99", "unit": "ms", "upper": 50}, "kpi": 12.5,
             "forecast": {"flavor": "low", "second": 1700000000, "horizon": 30, "dueSecond": 1700000031,
              "value": 81.239, "lower": 20, "upper": 150.4, "violationProbability": 0.623, "family": "ridge",
              "isDegraded": true, "freshShare": 0.5},
             "contributions": [{"name": "node_sockstat_TCP_inuse", "value": 40}, {"name": "node_load1", "value": -2}],
             "inputs": [{"name": "node_load1"}], "alternatives": [], "modelVersion": 3}
            """
        let stored = StoredDecision(id: 7, slice: 1, milliseconds: 0, body: Array(body.utf8), notes: notes)
        return try #require(DecisionRecord(stored))
    }

    @Test func tellsWhatWhyAndWhatCameOfIt() throws {
        let outcome = #"{"state": "applied", "detail": "veth0 has tbf with 20 Mbit/s", "milliseconds": 0}"#
        let effect = #"{"seconds": 60, "violationShareBefore": 0.4, "violationShareAfter": 0}"#
        let record = try Self.record(
            "upgrade",
            notes: [
                .init(kind: "outcome", milliseconds: 0, body: Array(outcome.utf8)),
                .init(kind: "effect", milliseconds: 0, body: Array(effect.utf8)),
            ]
        )
        let words = record.explanation
        #expect(words.hasPrefix("2023-11-14 22:13:21 UTC: upgrade from low to high."))
        for part in [
            "The KPI R_99 was 12.5 ms.", "forecast 81.2 ms (20 ms to 150 ms) at low for 30 s ahead",
            "at or above 50 ms with probability 62.3 %", "Only 50 % of the inputs were fresh.",
            "node_sockstat_TCP_inuse (+40 ms), node_load1 (-2 ms)", "Applied: veth0 has tbf with 20 Mbit/s.",
            "In violation were 40 % of the 60 s before and 0 % of as many after.",
        ] {
            #expect(words.contains(part), "\(part)")
        }
    }

    @Test func tellsWhyNothingWasDone() throws {
        let record = try Self.record("hold", hold: "budget")
        #expect(record.explanation.contains("stay at low, although high was wanted"))
        #expect(record.explanation.contains("budget"))
    }

    @Test func aFlavorThatIsInForceAlreadyIsAskedForOnceMore() throws {
        let words = try Self.record("operator", to: "low").explanation
        #expect(words.hasPrefix("2023-11-14 22:13:21 UTC: the operator asked for flavor low once more."), "\(words)")
    }

    @Test(arguments: [
        (0, "1970-01-01 00:00:00 UTC"), (951_782_400_000, "2000-02-29 00:00:00 UTC"),
        (1_795_478_844_032, "2026-11-24 00:07:24 UTC"), (-1, "1969-12-31 23:59:59 UTC"),
    ])
    func tellsTheTimeInUTCWhateverTheHostsZoneIs(milliseconds: Int64, expected: String) {
        #expect(utcText(milliseconds: milliseconds) == expected)
    }

    @Test(arguments: [
        (0.0, "0"), (12.345, "12.3"), (1_234.5, "1235"), (0.001_234_5, "0.00123"), (-7.0, "-7"), (.nan, "unknown"),
    ])
    func writesNumbersShortly(value: Double, expected: String) {
        #expect(shortText(value) == expected)
    }
}
