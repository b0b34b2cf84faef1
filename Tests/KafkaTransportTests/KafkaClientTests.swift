import KafkaTransport
import Testing

@Suite struct KafkaClientTests {
    @Test func sendsAndReadsBackEveryMessage() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        try cluster.create(topic: "metrics", partitions: 3)
        let settings = KafkaSettings(brokers: cluster.brokers)
        let producer = try KafkaProducer(settings)
        var batch = KafkaBatch()
        for number in 0..<5_000 { batch.append("message \(number)".utf8, key: "slice \(number % 7)".utf8) }
        try await producer.send(batch, to: "metrics")

        let consumer = try KafkaConsumer(settings, topics: ["metrics"], group: "test", start: .earliest)
        let texts = try await read(5_000, from: consumer)
        #expect(Set(texts) == Set((0..<5_000).map { "message \($0)" }))
        #expect(texts.count == 5_000)
        await consumer.close()
        await producer.close()
        await #expect(throws: KafkaError.closed) { try await producer.send(batch, to: "metrics") }
    }

    @Test func tellsWhatBecameOfWhatWasHandedOver() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        try cluster.create(topic: "metrics", partitions: 1)
        let settings = KafkaSettings(brokers: cluster.brokers, properties: ["message.max.bytes": "2000"])
        let producer = try KafkaProducer(settings)
        let (receipts, told) = AsyncStream.makeStream(of: KafkaProducer.Receipt.self)
        for number in 0..<50 {
            var batch = KafkaBatch()
            batch.append("message \(number)".utf8)
            if number == 7 { batch.append(repeatElement(UInt8(ascii: "x"), count: 10_000)) }
            try producer.hand(batch, to: "metrics") { told.yield($0) }
        }
        try producer.hand(KafkaBatch(), to: "metrics") { told.yield($0) }
        var (count, refused) = (0, 0)
        for await receipt in receipts.prefix(51) {
            count += 1
            refused += receipt.refused
            #expect(receipt.undelivered.isEmpty)
        }
        #expect(count == 51 && refused == 1)
        let before = ContinuousClock.now
        let consumer = try KafkaConsumer(settings, topics: ["metrics"], group: "test", start: .earliest)
        var texts: [String] = []
        while texts.count < 50 {
            let messages = try await consumer.pollWhatIsThere(100, within: .milliseconds(100))
            #expect((messages.arrival != nil) == !messages.isEmpty)
            if let arrival = messages.arrival { #expect(arrival > before && arrival <= .now) }
            messages.withEachMessage { texts.append(String(decoding: $1, as: UTF8.self)) }
        }
        #expect(texts == (0..<50).map { "message \($0)" })
        await consumer.close()
        await producer.close()
        #expect(throws: KafkaError.closed) {
            try producer.hand(KafkaBatch(), to: "metrics") { _ in Issue.record("nothing was handed over") }
        }
    }

    @Test func beginsAgainAfterWhatWasCommitted() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        try cluster.create(topic: "metrics", partitions: 1)
        // The mock cluster waits for a session's end before it lets a group be joined again.
        let settings = KafkaSettings(brokers: cluster.brokers, properties: ["session.timeout.ms": "3000"])
        let producer = try KafkaProducer(settings)
        var batch = KafkaBatch()
        for number in 0..<10 { batch.append("\(number)".utf8) }
        try await producer.send(batch, to: "metrics")

        let first = try KafkaConsumer(settings, topics: ["metrics"], group: "test", start: .earliest)
        var seen = 0
        while seen < 10 { seen += try await first.poll(100, within: .milliseconds(100)).count }
        try await first.commit([KafkaOffset(topic: "metrics", partition: 0, offset: 4)])
        await first.close()

        let second = try KafkaConsumer(settings, topics: ["metrics"], group: "test", start: .earliest)
        let texts = try await read(6, from: second)
        #expect(texts == ["4", "5", "6", "7", "8", "9"])
        await second.close()
        await producer.close()
    }

    @Test func repeatsWhatABrokerRefusesForNow() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        try cluster.create(topic: "metrics", partitions: 1)
        cluster.failProducing([.timedOut, .notEnoughReplicas, .notLeader])
        let settings = KafkaSettings(brokers: cluster.brokers, properties: ["retry.backoff.ms": "10"])
        let producer = try KafkaProducer(settings)
        var batch = KafkaBatch()
        for number in 0..<100 { batch.append("\(number)".utf8) }
        try await producer.send(batch, to: "metrics")

        let consumer = try KafkaConsumer(settings, topics: ["metrics"], group: "test", start: .earliest)
        #expect(try await read(100, from: consumer) == (0..<100).map { "\($0)" })
        await consumer.close()
        await producer.close()
    }

    @Test func returnsWhatTheBrokerDidNotAcknowledge() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        try cluster.create(topic: "metrics", partitions: 1)
        try cluster.stopBroker(1)
        var limits = KafkaProducer.Limits()
        limits.patience = .milliseconds(300)
        let producer = try KafkaProducer(KafkaSettings(brokers: cluster.brokers), limits: limits)
        var batch = KafkaBatch()
        for number in 0..<3 { batch.append("\(number)".utf8, key: "key".utf8) }
        let receipt = try await producer.deliver(batch, to: "metrics")
        #expect(receipt.undelivered == batch)
        #expect(receipt.refused == 0)
        await #expect(throws: KafkaError.self) { try await producer.send(batch, to: "metrics") }
        await producer.close(within: .milliseconds(100))
    }

    @Test func refusesWhatIsTooLargeAndSendsTheRest() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        try cluster.create(topic: "metrics", partitions: 1)
        let settings = KafkaSettings(brokers: cluster.brokers, properties: ["message.max.bytes": "2000"])
        let producer = try KafkaProducer(settings)
        var batch = KafkaBatch()
        batch.append("small".utf8)
        batch.append(repeatElement(UInt8(ascii: "x"), count: 10_000))
        let receipt = try await producer.deliver(batch, to: "metrics")
        #expect(receipt.refused == 1)
        #expect(receipt.undelivered.isEmpty)
        await producer.close()
    }

    @Test func keepsNoMoreInMemoryThanAllowed() async throws {
        var limits = KafkaProducer.Limits()
        limits.messages = 100
        limits.patience = .milliseconds(300)
        let producer = try KafkaProducer(KafkaSettings(brokers: "127.0.0.1:9"), limits: limits)
        var batch = KafkaBatch()
        for number in 0..<1_000 { batch.append("\(number)".utf8) }
        let receipt = try await producer.deliver(batch, to: "metrics")
        #expect(receipt.undelivered == batch)
        // What librdkafka still has to say of the connection counts, too.
        #expect(producer.waitingCount < 10)
        await producer.close(within: .milliseconds(100))
    }

    @Test func namesTheSettingThatIsWrong() {
        let settings = KafkaSettings(brokers: "127.0.0.1:9", properties: ["no.such.thing": "1"])
        let error = #expect(throws: KafkaError.self) { try KafkaProducer(settings) }
        guard case .setting("no.such.thing", "1", _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func takesSettingsForTLSAndPasswords() throws {
        let settings = KafkaSettings(
            brokers: "127.0.0.1:9",
            encryption: .tls(authority: nil, certificate: nil, key: nil),
            login: .password(mechanism: "SCRAM-SHA-256", name: "coordinator", password: "secret")
        )
        _ = try KafkaProducer(settings)
    }

    @Test func saysWhoIsThereAndWhenNobodyIs() throws {
        let cluster = try MockCluster(brokerCount: 2)
        try cluster.create(topic: "metrics", partitions: 3)
        let check = try KafkaCheck(KafkaSettings(brokers: cluster.brokers), within: .seconds(5))
        #expect(check.brokers.count == 2)
        #expect(check.topics.map(\.name) == ["metrics"])
        #expect(check.topics.map(\.ledPartitionCount) == [3])

        #expect(throws: KafkaError.self) {
            try KafkaCheck(KafkaSettings(brokers: "127.0.0.1:9"), within: .milliseconds(500))
        }
    }

    @Test(arguments: [(0x0200_02ff, true), (0x0201_00ff, true), (0x0201_01ff, false), (0x0210_01ff, false)])
    func warnsOfALibraryThatCannotReadNewBrokers(number: Int, isWarned: Bool) {
        #expect((KafkaLibrary.warning(number: number, version: "x") != nil) == isWarned)
    }

    /// Older ones ask for no more for a second once enough wait: what waits has to last that long.
    @Test(
        arguments: [(0x0200_02ff, 300_000, nil), (0x0202_00ff, 1, "20"), (0x0210_01ff, 1, "20")]
            as [(Int, Int, String?)]
    )
    func aQuickReaderNeverRunsDry(number: Int, messages: Int, backoff: String?) throws {
        let pairs = Dictionary(uniqueKeysWithValues: KafkaConsumer.waiting(in: number))
        #expect(try #require(pairs["queued.min.messages"].flatMap { Int($0) }) >= messages)
        #expect(pairs["fetch.queue.backoff.ms"] == backoff)
    }

    private func read(_ count: Int, from consumer: KafkaConsumer) async throws -> [String] {
        var texts: [String] = []
        for _ in 0..<300 where texts.count < count {
            let messages = try await consumer.poll(1_000, within: .milliseconds(100))
            for position in 0..<messages.count { texts.append(String(decoding: messages[position], as: UTF8.self)) }
        }
        return texts
    }
}
