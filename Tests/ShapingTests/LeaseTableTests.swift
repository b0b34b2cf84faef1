import Shaping
import Testing

@Suite struct LeaseTableTests {
    private let shape = TrafficShape(rate: 1_000_000, burst: 20_000, latency: 100)

    private func table(fencing: UInt64 = 0) -> LeaseTable {
        LeaseTable(safe: ["eth0": shape], fencing: ["eth0": fencing])
    }

    private func order(_ fencing: UInt64, seconds: UInt64 = 10) -> ShapingOrder {
        ShapingOrder(
            shape: TrafficShape(rate: 5_000_000, burst: 20_000, latency: 100),
            leaseSeconds: seconds,
            fencing: fencing
        )
    }

    @Test func beginsOnTheWayToTheSafeState() {
        var table = table()
        #expect(table.due(at: 0) == ["eth0"])
        table.becomeSafe("eth0")
        #expect(table.due(at: .max).isEmpty)
    }

    @Test func endsALeaseThatIsNotRenewed() throws {
        var table = table()
        table.becomeSafe("eth0")
        try table.admit(fencing: 1, on: "eth0")
        table.begin(order(1), on: "eth0", at: 1_000)
        #expect(table.nextEnd == 11_000)
        #expect(table.due(at: 10_999).isEmpty)
        #expect(table.due(at: 11_000) == ["eth0"])
        table.begin(order(1), on: "eth0", at: 10_000)
        #expect(table.due(at: 11_000).isEmpty)
    }

    @Test func refusesAnOlderHolder() throws {
        var table = table(fencing: 5)
        #expect(throws: ShapingRefusal.fenced(given: 4, current: 5)) { try table.admit(fencing: 4, on: "eth0") }
        try table.admit(fencing: 5, on: "eth0")
        try table.admit(fencing: 9, on: "eth0")
        #expect(throws: ShapingRefusal.fenced(given: 8, current: 9)) { try table.admit(fencing: 8, on: "eth0") }
    }

    @Test func refusesUnknownInterfaces() {
        var table = table()
        #expect(throws: ShapingRefusal.unknownInterface("eth1")) { try table.admit(fencing: 1, on: "eth1") }
    }

    @Test func returnsToTheSafeStateAfterAFailedChange() throws {
        var table = table()
        table.becomeSafe("eth0")
        table.begin(order(1), on: "eth0", at: 0)
        table.becomeUncertain("eth0")
        #expect(table.due(at: 1) == ["eth0"])
        #expect(table.entries["eth0"]?.lease == nil)
    }
}
