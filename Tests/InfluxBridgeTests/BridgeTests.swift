import InfluxBridge
import KafkaTransport
import Synchronization
import Testing

@Suite struct BridgeTests {
    /// Answers as it is told to, then takes everything.
    private final class Sink: LineSink {
        let state: Mutex<(receipts: [LineReceipt], texts: [String])>

        init(_ receipts: [LineReceipt]) {
            state = Mutex((receipts, []))
        }

        func write(_ lines: LineBatch) async -> LineReceipt {
            state.withLock { state in
                let receipt = state.receipts.isEmpty ? .taken : state.receipts.removeFirst()
                if receipt == .taken { state.texts.append(String(decoding: lines.bytes, as: UTF8.self)) }
                return receipt
            }
        }

        var lines: [Substring] { state.withLock { $0.texts.joined().split(separator: "\n") } }
    }

    private let quick = RetryPolicy(first: .milliseconds(1), longest: .milliseconds(4), attempts: 20)

    @Test func carriesEveryMessageOverASinkThatIsAwayForAWhile() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        let settings = try await publish(200, to: cluster)
        let away = LineReceipt.notNow(reason: "away", after: nil)
        let sink = Sink([away, away, .tooLarge, away])
        let bridge = try bridge(settings, to: sink)
        try await run(bridge) { bridge.counts.taken >= 200 }
        #expect(Set(sink.lines) == Set((0..<200).map { "m value=\($0) 1" }))
        #expect(sink.lines.count == 200)
        #expect(bridge.counts.putOff == 3)
        #expect(bridge.counts.encoded.malformed == 1)
    }

    @Test func commitsNothingThatTheSinkHasNotTaken() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        let settings = try await publish(20, to: cluster)
        let away = Sink(Array(repeating: .notNow(reason: "away", after: nil), count: 1_000))
        let first = try bridge(settings, to: away)
        await #expect(throws: Bridge.Failure.self) { try await first.run() }
        #expect(first.counts.taken == 0)
        #expect(first.counts.putOff == 20)

        let sink = Sink([])
        let second = try bridge(settings, to: sink)
        try await run(second) { second.counts.taken >= 20 }
        #expect(Set(sink.lines) == Set((0..<20).map { "m value=\($0) 1" }))
    }

    @Test func leavesBehindWhatTheSinkWillNeverTake() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        let settings = try await publish(10, to: cluster)
        let bridge = try bridge(settings, to: Sink([.partlyTaken(rejected: 3, reason: "type conflict")]))
        try await run(bridge) { bridge.counts.taken >= 7 }
        #expect(bridge.counts.rejected == 3)
        #expect(bridge.counts.taken == 7)
    }

    @Test func waitsLongerEachTimeButNotForEver() {
        var random = SystemRandomNumberGenerator()
        let policy = RetryPolicy(first: .milliseconds(100), longest: .seconds(30), attempts: 5)
        for attempt in 0..<100 {
            let whole = min(30, 0.1 * Double(1 << min(attempt, 20)))
            let wait = policy.wait(after: attempt, using: &random) / .seconds(1)
            #expect(wait >= whole * 0.499 && wait <= whole * 1.001)
        }
    }

    private func publish(_ count: Int, to cluster: MockCluster) async throws -> KafkaSettings {
        try cluster.create(topic: "kpi", partitions: 2)
        let settings = KafkaSettings(brokers: cluster.brokers, properties: ["session.timeout.ms": "3000"])
        let producer = try KafkaProducer(settings)
        var batch = KafkaBatch()
        batch.append("garbage".utf8)
        for number in 0..<count {
            let message = #"{ "measurement": "m", "values": [\#(number)], "time": "1", "tags": {} }"#
            batch.append(message.utf8)
        }
        try await producer.send(batch, to: "kpi")
        await producer.close()
        return settings
    }

    private func bridge(_ settings: KafkaSettings, to sink: Sink) throws -> Bridge {
        let consumer = try KafkaConsumer(settings, topics: ["kpi"], group: "bridge", start: .earliest)
        return Bridge(
            from: consumer,
            LineEncoder(.measurement),
            to: sink,
            batchSize: 50,
            flushInterval: .milliseconds(50),
            retry: quick
        )
    }

    private func run(_ bridge: Bridge, until isDone: @escaping @Sendable () -> Bool) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await bridge.run() }
            for _ in 0..<600 where !isDone() { try await Task.sleep(for: .milliseconds(50)) }
            bridge.stop()
            try await group.waitForAll()
        }
    }
}
