import Foundation
import Testing

/// `coordinator produce`, `bridge` and `kafka check` against a real Kafka broker and a real InfluxDB.
@Suite(.serialized, .enabled(if: StreamsPeers.obstacle == nil, "\(StreamsPeers.obstacle ?? "")"))
struct StreamsTests {
    @Test(.timeLimit(.minutes(5))) func carriesAFileThatIsBeingWrittenIntoInfluxDB() throws {
        let peers = try StreamsPeers()
        defer { peers.stop() }
        let topic = "kpi-\(UUID().uuidString)"
        let csv = peers.directory.appending(path: "y.csv")
        try Data("timestamp,R_50,R_99\n".utf8).write(to: csv)
        let producer = try peers.startCoordinator(
            [
                "produce", topic, csv.path, "0", "R_99", "1", "cassandra", "--interval", "0.05", "--kafka",
                peers.brokers,
            ],
            log: "produce.log"
        )
        let file = try FileHandle(forWritingTo: csv)
        try file.seekToEnd()
        for row in 0..<500 {
            // The end of each row comes later than its beginning.
            try file.write(contentsOf: Data("\(1_579_355_129 + row),1,\(row / 10).".utf8))
            if row.isMultiple(of: 50) { Thread.sleep(forTimeInterval: 0.1) }
            try file.write(contentsOf: Data("\(row % 10)\n".utf8))
        }
        try file.write(contentsOf: Data("\n\n\n".utf8))
        producer.waitUntilExit()
        #expect(producer.terminationStatus == 0)
        #expect(try peers.coordinator(["kafka", "check", topic, "--kafka", peers.brokers]).status == 0)
        #expect(try peers.coordinator(["kafka", "check", "no-\(topic)", "--kafka", peers.brokers]).status == 1)

        let bridge = try startBridge(peers, topic)
        let sum = (0..<500).reduce(0) { $0 + Double($1) / 10 }
        try peers.wait("all rows in InfluxDB") { try peers.points(in: "slas", "cassandra_1").count == 500 }
        #expect(abs(try peers.points(in: "slas", "cassandra_1").sum - sum) < 1e-6)
        bridge.terminate()
        bridge.waitUntilExit()
        #expect(bridge.terminationStatus == 0)
    }

    @Test(.timeLimit(.minutes(5))) func losesNothingWhenItIsKilledAndInfluxDBIsAway() throws {
        let peers = try StreamsPeers()
        defer { peers.stop() }
        let topic = "kpi-\(UUID().uuidString)"
        let csv = peers.directory.appending(path: "y.csv")
        let count = 20_000
        let rows = (0..<count).map { "\(1_579_355_129 + $0),\($0)" }
        try Data((["timestamp,R_99"] + rows + ["", "", ""]).joined(separator: "\n").appending("\n").utf8).write(to: csv)
        let arguments = ["produce", topic, csv.path, "0", "R_99", "1", "cassandra", "--kafka", peers.brokers]
        #expect(try peers.coordinator(arguments).status == 0)

        for round in 0..<10 {
            if round == 4 { peers.stopInflux() }
            if round == 7 { try peers.startInflux() }
            let bridge = try startBridge(peers, topic)
            Thread.sleep(forTimeInterval: Double.random(in: 0.2...1.2))
            kill(bridge.processIdentifier, SIGKILL)
            bridge.waitUntilExit()
        }
        try startBridge(peers, topic)
        try peers.wait("all rows in InfluxDB") { try peers.points(in: "slas", "cassandra_1").count == count }
        #expect(try peers.points(in: "slas", "cassandra_1").sum == Double(count * (count - 1) / 2))
    }

    @discardableResult
    private func startBridge(_ peers: StreamsPeers, _ topic: String) throws -> Process {
        let kafka = ["--kafka", peers.brokers, "--group", "test", "--kafka-property", "session.timeout.ms=6000"]
        let stream = ["--stream", "\(topic)=slas:measurement", "--start", "earliest", "--batch", "200"]
        return try peers.startCoordinator(["bridge", "--influx", peers.influxURL] + stream + kafka, log: "bridge.log")
    }
}
