import KafkaTransport
import Testing

@Suite struct TombstoneTests {
    @Test(.timeLimit(.minutes(1))) func aTombstoneArrivesAsAKeyWithoutAMessage() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        try cluster.create(topic: "models", partitions: 1)
        let settings = KafkaSettings(brokers: cluster.brokers)
        let producer = try KafkaProducer(settings)
        var (batch, more) = (KafkaBatch(), KafkaBatch())
        batch.append("one".utf8, key: "a".utf8)
        more.appendTombstone(key: "a".utf8)
        more.append("two".utf8, key: "b".utf8)
        batch.append(contentsOf: more)
        #expect(batch.count == 3 && batch.message(1).isEmpty)
        try await producer.send(batch, to: "models")
        let follower = try TopicFollower(settings, topics: ["models"])
        var seen: [FollowedMessage] = []
        while seen.count < 3 { seen += try await follower.poll(within: .milliseconds(100)) }
        #expect(seen.map { String(decoding: $0.key, as: UTF8.self) } == ["a", "a", "b"])
        #expect(seen.map { String(decoding: $0.value, as: UTF8.self) } == ["one", "", "two"])
        await follower.close()
        await producer.close()
    }
}
