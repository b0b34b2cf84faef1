import LoadGeneration
import Synchronization
import Testing

@Suite struct RowPublisherTests {
    private struct Away: Error {}

    private static func row(_ second: Int64) -> KPIRow {
        KPIRow(second: second, reads: nil, writes: nil, operations: 1)
    }

    /// Publishes rows one after the other, each after the attempt for the one before.
    private static func publish(
        _ seconds: ClosedRange<Int64>,
        capacity: Int = 600,
        answer: @escaping @Sendable (_ attempt: Int) throws -> RowPublisher.Answer
    ) async -> (bodies: [String], counts: RowPublisher.Counts) {
        let bodies = Mutex<[String]>([])
        let publisher = RowPublisher(capacity: capacity) { body in
            let attempt = bodies.withLock { bodies in
                bodies.append(body)
                return bodies.count
            }
            return try answer(attempt)
        }
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await publisher.run() }
            for second in seconds {
                let before = bodies.withLock(\.count)
                publisher.publish(row(second))
                while bodies.withLock(\.count) == before {
                    await Task.yield()
                }
            }
            publisher.finish()
        }
        return (bodies.withLock(\.self), publisher.counts)
    }

    @Test func sendsEachRowUnderTheHeader() async {
        let (bodies, counts) = await Self.publish(1...2) { _ in .accepted }
        #expect(bodies == ["\(KPIRow.header)\n1,,,,,,,1\n", "\(KPIRow.header)\n2,,,,,,,1\n"])
        #expect(counts.accepted == 2)
    }

    @Test func whatCouldNotBeSentGoesWithTheNextRow() async {
        let (bodies, counts) = await Self.publish(1...3) { attempt in
            guard attempt >= 3 else {
                throw Away()
            }
            return .accepted
        }
        #expect(bodies.last == "\(KPIRow.header)\n1,,,,,,,1\n2,,,,,,,1\n3,,,,,,,1\n")
        #expect(counts.accepted == 3 && counts.failures == 2 && counts.dropped == 0)
    }

    @Test func aReceiverThatIsAwayCostsTheOldestRows() async {
        let (bodies, counts) = await Self.publish(1...5, capacity: 2) { _ in throw Away() }
        #expect(bodies.last == "\(KPIRow.header)\n4,,,,,,,1\n5,,,,,,,1\n")
        #expect(counts.dropped == 3 && counts.accepted == 0)
    }

    @Test func rowsThatAreNotWantedAreNotSentAgain() async {
        let (bodies, counts) = await Self.publish(1...2) { _ in .rejected(reason: "line 2: no") }
        #expect(bodies.last == "\(KPIRow.header)\n2,,,,,,,1\n")
        #expect(counts.rejected == 2 && counts.lastFailure == "line 2: no")
    }
}
