import KafkaTransport
import Synchronization
import Testing

@Suite struct GroupMembershipTests {
    /// What the group has said to a member, and what it has now.
    private final class Member: Sendable {
        let changes = Mutex<[GroupMembership.Change]>([])

        var partitions: Set<Int32> {
            changes.withLock { changes in
                changes.reduce(into: []) { partitions, change in
                    switch change {
                    case .gained(let more): partitions.formUnion(more)
                    case .releasing(let fewer), .lost(let fewer): partitions.subtract(fewer)
                    }
                }
            }
        }

        var releasing: [Int32] {
            changes.withLock {
                $0.compactMap { if case .releasing(let list) = $0 { list } else { nil } }.flatMap(\.self)
            }
        }

        func consumer(_ settings: KafkaSettings) throws -> KafkaConsumer {
            let membership = GroupMembership(session: .seconds(3)) { change in
                self.changes.withLock { $0.append(change) }
            }
            return try KafkaConsumer(settings, topics: ["samples", "kpis"], group: "shared", membership: membership)
        }
    }

    @Test("The partition of a key is the one that our producer puts its messages into")
    func placesKeysAsTheProducerDoes() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        try cluster.create(topic: "samples", partitions: 12)
        let settings = KafkaSettings(brokers: cluster.brokers)
        let producer = try KafkaProducer(settings)
        var batch = KafkaBatch()
        let keys = (0..<40).map { "slice-\($0)" } + ["1", "é"]
        for key in keys { batch.append(key.utf8, key: key.utf8) }
        try await producer.send(batch, to: "samples")
        let consumer = try KafkaConsumer(settings, topics: ["samples"], group: "test", start: .earliest)
        var seen = 0
        while seen < keys.count {
            let messages = try await consumer.poll(100, within: .milliseconds(200))
            for position in 0..<messages.count {
                let key = String(decoding: messages[position], as: UTF8.self)
                #expect(messages.places[position].partition == KeyedPartition.of(key, among: 12))
            }
            seen += messages.count
        }
        await consumer.close()
        await producer.close()
    }

    @Test(
        "A second member gets half of the partitions, after the first one has let go of them",
        .timeLimit(.minutes(1))
    )
    func sharesPartitions() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        for topic in ["samples", "kpis"] { try cluster.create(topic: topic, partitions: 4) }
        let settings = KafkaSettings(brokers: cluster.brokers)
        let (one, other) = (Member(), Member())
        let first = try one.consumer(settings)
        while one.partitions.count < 4 { _ = try await first.poll(10, within: .milliseconds(50)) }
        #expect(await first.assignedPartitionCount() == 8)

        let second = try other.consumer(settings)
        var released = false
        while other.partitions.count < 2 {
            _ = try await first.poll(10, within: .milliseconds(50))
            _ = try await second.poll(10, within: .milliseconds(50))
            guard !released, !one.releasing.isEmpty else { continue }
            #expect(other.partitions.isEmpty)
            try await first.release(one.releasing)
            released = true
        }
        #expect(released)
        #expect(
            one.partitions.union(other.partitions) == [0, 1, 2, 3] && one.partitions.isDisjoint(with: other.partitions)
        )
        #expect(await second.assignedPartitionCount() == 4)
        await second.close()
        await first.close()
    }
}
