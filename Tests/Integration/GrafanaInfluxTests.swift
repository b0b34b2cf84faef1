import Foundation
import KafkaTransport
import Testing

/// What Grafana asks of InfluxDB, asked of a real one that the bridge has filled.
@Suite(.serialized, .enabled(if: StreamsPeers.obstacle == nil, "\(StreamsPeers.obstacle ?? "")"))
struct GrafanaInfluxTests {
    private struct Dashboard: Decodable {
        struct Panel: Decodable {
            struct Target: Decodable { var query: String? }
            var title: String
            var targets: [Target]
        }
        var panels: [Panel]
    }

    /// The queries of the dashboard's panels that ask InfluxDB, for slice 1 and all of time.
    private static var queries: [String] {
        get throws {
            let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "pi-cluster/grafana/dashboards/kpi-and-forecast.json")
            let dashboard = try JSONDecoder().decode(Dashboard.self, from: Data(contentsOf: path))
            return dashboard.panels.flatMap(\.targets).compactMap(\.query).map {
                $0.replacing("${table}", with: "cassandra").replacing("${slice}", with: "1").replacing(
                    "$slice",
                    with: "1"
                )
                .replacing("$timeFilter", with: "time > 0").replacing("$__interval", with: "1s")
            }
        }
    }

    @Test(.timeLimit(.minutes(3))) func everyPanelThatAsksInfluxDBHasAnAnswer() async throws {
        let cluster = try MockCluster(brokerCount: 1)
        for topic in [
            "client-metrics", "sro-sla-estimations", "sro-slice-1-log", "loadgen_clients", "selected-metrics-5",
        ] { try cluster.create(topic: topic, partitions: 1) }
        let peers = try StreamsPeers(brokers: cluster.brokers)
        defer { peers.stop() }
        let bridge = ["bridge", "--influx", peers.influxURL, "--kafka", peers.brokers, "--start", "earliest"]
        try peers.startCoordinator(bridge, log: "bridge.log")

        let producer = try KafkaProducer(KafkaSettings(brokers: peers.brokers))
        let messages = [
            ("client-metrics", MeasurementMessage(measurement: "cassandra_1", values: ["24.94"], time: "1579355129")),
            (
                "sro-sla-estimations",
                MeasurementMessage(measurement: "sla_slice_1_estimations", values: ["50.0"], time: "1579355159.0")
            ),
            (
                "sro-slice-1-log",
                MeasurementMessage(
                    measurement: "sro_slice_1_logs",
                    values: [],
                    time: "1579355130",
                    tags: [MeasurementMessage.Tag("message", "up")]
                )
            ),
        ]
        for (topic, message) in messages {
            var batch = KafkaBatch()
            let message = try #require(message)
            batch.append(key: "1".utf8) { message.encode(to: &$0) }
            try await producer.send(batch, to: topic)
        }
        await producer.close()

        let queries = try Self.queries
        #expect(queries.count == 3)
        for query in queries {
            try peers.wait("an answer to \(query)") {
                try peers.query(query, in: "slice_1_slas").contains(#""series""#)
            }
        }
    }
}
