import Foundation
import KafkaTransport
import MetricModel
import Testing

/// `coordinator serve` that scrapes nothing: samples and KPI come from Kafka, forecasts and the log go there.
@Suite(.serialized) struct ServeKafkaTests {
    private struct Slice: Decodable {
        struct Entry: Decodable { var rows: Int }
        struct Forecast: Decodable { var horizon: Int }
        var flavors: [Entry]
        var forecasts: [Forecast]
    }

    private struct Models: Decodable {
        struct Model: Decodable {
            struct Served: Decodable { var horizon: Int, forecasts: Int, mae: Double, coverage: Double }
            var version: Int
            var served: [Served]
        }
        var models: [Model]
    }

    private struct Record: Decodable {
        struct Horizon: Decodable {
            var horizonSeconds: Int
            var dueSecond: Int64
            var value: Double
        }
        var slice: String
        var second: Int64
        var modelVersion: Int
        var horizons: [Horizon]
    }

    private struct Log: Decodable {
        var measurement: String
        var tags: [String: String]
    }

    private static func configuration(_ program: ServeProgram, brokers: String) throws -> String {
        try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            kafka:
              brokers: \(brokers)
              group: serve-test
              samples: [selected-metrics-5]
              kpis: [client-metrics]
              publish: {estimations: sro-sla-estimations, records: sro-forecasts, log: "sro-slice-{slice}-log"}
            slices: []
            """,
            to: "coordinator.yaml"
        )
    }

    /// A slice that is made while the coordinator runs.
    private static let slice = """
        {"id": "1", "kpi": {"name": "R_99", "unit": "ms"}, "sla": {"upper": 50},
         "stream": {"metrics": ["node_sockstat_TCP_alloc", "node_load1"], "kpiMeasurement": "cassandra_1"},
         "horizons": [1, 2], "window": 10, "inputs": 2, "flavors": [{"id": "low"}, {"id": "high"}],
         "policy": {"settle": 0, "horizon": 2}}
        """

    /// Publishes the samples and the KPI of the second that ends now, and garbage beside them, until `condition`.
    private func feed(_ producer: KafkaProducer, seconds: Int, until condition: () async throws -> Bool) async throws {
        for _ in 0..<seconds {
            let now = Date().timeIntervalSince1970
            try await Task.sleep(for: .seconds(now.rounded(.up) - now + 0.05))
            let second = Int64(Date().timeIntervalSince1970) - 1
            var samples = KafkaBatch()
            samples.append("garbage {\"".utf8)
            for (name, value) in [
                ("node_sockstat_TCP_alloc", 20 + 15 * sin(Double(second) / 3)), ("node_load1", Double(second % 7)),
                ("node_forks_total", Double(second)),
            ] {
                let message = MetricMessage(
                    name: try #require(MetricName(validating: name)),
                    labels: ["instance": "192.168.0.107:9100", "job": "node"],
                    timestampMilliseconds: second * 1000,
                    value: value
                )
                samples.append(key: "1".utf8) { message.encode(to: &$0) }
            }
            var kpis = KafkaBatch()
            let value = 30 + 25 * sin(Double(second) / 3)
            let kpi = try #require(
                MeasurementMessage(measurement: "cassandra_1", values: ["\(value)"], time: "\(second)")
            )
            kpis.append(key: "1".utf8) { kpi.encode(to: &$0) }
            try await producer.send(samples, to: "selected-metrics-5")
            try await producer.send(kpis, to: "client-metrics")
            if try await condition() { return }
        }
    }

    private func slice(_ program: ServeProgram) async throws -> Slice {
        try await program.get("/api/v1/slices/1").decoded()
    }

    /// What a topic has, once it is enough.
    private func messages(
        of topic: String,
        _ settings: KafkaSettings,
        isEnough: ([[UInt8]]) -> Bool = { !$0.isEmpty }
    ) async throws -> [[UInt8]] {
        let consumer = try KafkaConsumer(settings, topics: [topic], group: "reader-\(topic)", start: .earliest)
        var found: [[UInt8]] = []
        let end = Date(timeIntervalSinceNow: 30)
        while !isEnough(found) {
            try #require(Date() < end, "\(topic) has only \(found.map { String(decoding: $0, as: UTF8.self) })")
            try await consumer.poll(100, within: .milliseconds(200)).withEachMessage { found.append(Array($1)) }
        }
        await consumer.close()
        return found
    }

    @Test(.timeLimit(.minutes(4))) func forecastsFromKafkaToKafka() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        for topic in [
            "selected-metrics-5", "client-metrics", "sro-sla-estimations", "sro-forecasts", "sro-slice-1-log",
        ] {
            try cluster.create(topic: topic, partitions: 1)
        }
        let settings = KafkaSettings(brokers: cluster.brokers)
        let producer = try KafkaProducer(settings)
        let program = try ServeProgram()
        try await program.startCoordinator(try Self.configuration(program, brokers: cluster.brokers))
        let made = try await program.post("/api/v1/slices", Self.slice)
        #expect(made.status == 201, "\(made.text)")

        try await feed(producer, seconds: 90) { try await slice(program).flavors[0].rows >= 24 }
        #expect(try await slice(program).flavors[0].rows >= 24, "\(program.log)")
        let accepted = try await program.post("/api/v1/slices/1/flavors/low/train")
        #expect(accepted.status == 202, "\(accepted.text)")
        try await feed(producer, seconds: 60) { try await !slice(program).forecasts.isEmpty }
        var model: Models.Model?
        try await feed(producer, seconds: 30) {
            model = try await program.get("/api/v1/slices/1/models").decoded(Models.self).models.first
            return model?.served.count == 2
        }
        #expect(model?.version == 1)
        #expect(model?.served.map(\.horizon) == [1, 2])
        for served in model?.served ?? [] {
            #expect(served.forecasts > 0 && served.mae.isFinite && (0...1).contains(served.coverage))
        }
        let metrics = try await program.get("/metrics").text
        let due = #"coordinator_model_forecasts_due_total{flavor="low",horizon="1",slice="1",version="1"}"#
        #expect(metrics.contains(due) && metrics.contains("coordinator_forecast_delay_seconds_bucket"))
        #expect(metrics.contains(#"coordinator_publish_messages_total{outcome="dropped"} 0"#))
        let change = try await program.post("/api/v1/slices/1/flavor", #"{"flavor": "high", "reason": "a \"test\""}"#)
        #expect(change.status == 200)

        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let records = try await messages(of: "sro-forecasts", settings)
        let record = try decoder.decode(Record.self, from: Data(records[0]))
        #expect(record.slice == "1" && record.modelVersion == 1)
        #expect(record.horizons.map(\.horizonSeconds) == [1, 2])
        #expect(record.horizons.map(\.dueSecond) == [record.second + 2, record.second + 3])

        let estimations = try await messages(of: "sro-sla-estimations", settings)
        let text = String(decoding: estimations[0], as: UTF8.self)
        let time = "\(Double(record.second + 3))"
        #expect(text.hasPrefix(#"{ "measurement": "sla_slice_1_estimations", "values": ["#))
        #expect(text.hasSuffix(#"], "time": "\#(time)", "tags": {} }"#), "\(text)")

        // What the policy decided on its own may come before.
        let logs = try await messages(of: "sro-slice-1-log", settings) { found in
            found.contains { String(decoding: $0, as: UTF8.self).contains("the operator asked for flavor high") }
        }
        for log in logs {
            #expect(try decoder.decode(Log.self, from: Data(log)).measurement == "sro_slice_1_logs")
        }
        #expect(try await program.end(with: SIGTERM).status == 0, "\(program.log)")
        await producer.close()
    }
}
