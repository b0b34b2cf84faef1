import Foundation
import SRO
import Sharing
import Testing

@Suite struct LedgerTests {
    /// A ledger that can be read into within an expectation.
    private final class Reader {
        private(set) var ledger = Ledger(partitionCount: 12)

        func read(_ record: SharedRecord, in topic: Ledger.Topic, at offset: Int64) -> Bool {
            ledger.read(record, in: topic, at: offset)
        }
    }

    private let reader = Reader()
    private var ledger: Ledger { reader.ledger }

    private func claim(_ ticket: String, by origin: String) -> SharedRecord {
        var record = SharedRecord(ticket: ticket, origin: origin)
        record.claim = .init(partition: ledger.partition(of: "shop"), name: origin, url: nil)
        return record
    }

    private func state(_ flavor: String, ticket: String, under claim: String) -> SharedRecord {
        var record = SharedRecord(ticket: ticket, origin: "", under: claim, slice: "shop")
        record.state = SharedState(
            flavor: flavor,
            flavorSinceMilliseconds: 1,
            mode: "act",
            isOverridden: false,
            models: ["low": 3],
            pending: nil
        )
        return record
    }

    private func definition(_ version: Int, _ text: String?) -> SharedRecord {
        var record = SharedRecord(ticket: "d\(version)", origin: "", slice: "shop")
        record.definition = .init(version: version, body: text.map { Data($0.utf8) })
        return record
    }

    @Test("What an owner says after another one has claimed the slice is void, however late it comes")
    func aNewerClaimEndsTheOlderOne() {
        #expect(reader.read(claim("c1", by: "a"), in: .slices, at: 10))
        #expect(reader.read(state("low", ticket: "s1", under: "c1"), in: .slices, at: 11))
        #expect(reader.read(claim("c2", by: "b"), in: .slices, at: 12))
        #expect(!reader.read(state("high", ticket: "s2", under: "c1"), in: .slices, at: 13))
        #expect(ledger.states["shop"]?.flavor == "low")
        #expect(reader.read(state("high", ticket: "s3", under: "c2"), in: .slices, at: 14))
        #expect(ledger.states["shop"]?.flavor == "high")
        let owner = ledger.owners[ledger.partition(of: "shop")]
        #expect(owner?.claim.name == "b" && owner?.offset == 12)
    }

    @Test("A claim counts from its own place on in each topic")
    func eachTopicHasItsOwnOrder() {
        #expect(reader.read(claim("c1", by: "a"), in: .decisions, at: 0))
        #expect(reader.read(claim("c2", by: "b"), in: .slices, at: 0))
        var late = SharedRecord(ticket: "t", origin: "a", under: "c1", slice: "shop")
        #expect(reader.read(late, in: .decisions, at: 1))
        #expect(reader.read(claim("c2", by: "b"), in: .decisions, at: 2))
        late.ticket = "u"
        #expect(!reader.read(late, in: .decisions, at: 3))
    }

    @Test("What a compacted topic has kept of an owner whose claim is gone still counts")
    func compactionLosesNoState() {
        #expect(reader.read(state("low", ticket: "s1", under: "gone"), in: .slices, at: 11))
        #expect(reader.read(claim("c2", by: "b"), in: .slices, at: 12))
        #expect(ledger.states["shop"]?.models == ["low": 3])
    }

    @Test("Of two definitions that replace the same one, the first counts")
    func higherVersionsWin() {
        #expect(reader.read(definition(1, "{}"), in: .slices, at: 0))
        #expect(reader.read(definition(2, "{1}"), in: .slices, at: 1))
        #expect(!reader.read(definition(2, "{2}"), in: .slices, at: 2))
        #expect(reader.read(definition(3, nil), in: .slices, at: 3))
        #expect(ledger.versions["shop"] == 3)
    }

    @Test("Records come back from their bytes as they were")
    func roundTrip() {
        for record in [definition(7, "{\"id\": \"é\"}"), state("low", ticket: "s", under: "c")] {
            #expect(SharedRecord(record.bytes) == record)
        }
        #expect(SharedRecord(Array("garbage".utf8)) == nil)
    }

    @Test func aModelIsFoundByTheKeyThatItWasToldUnder() {
        let key = ModelKey(slice: "shop", flavor: "low.1", version: 12)
        #expect(ModelKey(key.text.utf8) == key)
        for other in ["model/shop/low", "state/shop", "model/shop/low/x", "model/a/b/c/1", ""] {
            #expect(ModelKey(other.utf8) == nil)
        }
    }

    @Test func aStateOfBeforeChallengesIsUnderstood() throws {
        let text = #"{"flavor":"low","flavorSinceMilliseconds":1,"mode":"act","isOverridden":false,"models":{"low":3}}"#
        let state = try JSONDecoder().decode(SharedState.self, from: Data(text.utf8))
        #expect(state.challengers == nil && state.models == ["low": 3])
    }
}
