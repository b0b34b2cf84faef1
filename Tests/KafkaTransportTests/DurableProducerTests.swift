import Foundation
import KafkaTransport
import Testing

@Suite struct DurableProducerTests {
    @Test func losesNothingWhileTheBrokerRefuses() async throws {
        let directory = NSTemporaryDirectory() + "durable-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let cluster = try MockCluster(brokerCount: 1)
        try cluster.create(topic: "metrics", partitions: 1)
        var limits = KafkaProducer.Limits()
        limits.patience = .milliseconds(500)
        let settings = KafkaSettings(
            brokers: cluster.brokers,
            properties: ["reconnect.backoff.ms": "50", "reconnect.backoff.max.ms": "100"]
        )
        let producer = try KafkaProducer(settings, limits: limits)
        let durable = DurableProducer(producer, queue: try DiskQueue(directory: directory))
        try await durable.send(batch(0), to: "metrics")
        #expect(await durable.counts.acknowledged == 100)

        cluster.refuseProducing()
        for number in 1..<4 { try await durable.send(batch(number), to: "metrics") }
        #expect(await durable.counts.spooled == 300)
        #expect(await durable.counts.waiting == 300)
        #expect(try await durable.recoverOne() == false)

        cluster.acceptProducing()
        for _ in 0..<100 where await durable.counts.waiting > 0 { _ = try await durable.recoverOne() }
        #expect(await durable.counts.recovered == 300)
        #expect(await durable.counts.dropped == 0)
        try await durable.send(batch(4), to: "metrics")

        let consumer = try KafkaConsumer(settings, topics: ["metrics"], group: "test", start: .earliest)
        var seen: Set<String> = []
        for _ in 0..<300 where seen.count < 500 {
            let messages = try await consumer.poll(1_000, within: .milliseconds(100))
            for position in 0..<messages.count { seen.insert(String(decoding: messages[position], as: UTF8.self)) }
        }
        #expect(seen == Set((0..<500).map { "\($0)" }))
        await consumer.close()
        await producer.close()
    }

    private func batch(_ number: Int) -> KafkaBatch {
        var batch = KafkaBatch()
        for message in number * 100..<(number + 1) * 100 { batch.append("\(message)".utf8) }
        return batch
    }
}
