import Foundation
import TestSupport
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

    @Test(.timeLimit(.minutes(3))) func bridgesATopicThatComesToBeLater() throws {
        let peers = try StreamsPeers()
        defer { peers.stop() }
        let topic = "kpi-\(UUID().uuidString)"
        try startBridge(peers, topic)
        let log = peers.directory.appending(path: "bridge.log")
        try peers.wait("the bridge to miss its topic") {
            try String(contentsOf: log, encoding: .utf8).contains("not available: \(topic)")
        }
        let csv = peers.directory.appending(path: "y.csv")
        try Data("timestamp,R_99\n1579355129,1\n1579355130,2\n\n\n\n".utf8).write(to: csv)
        let arguments = ["produce", topic, csv.path, "0", "R_99", "1", "cassandra", "--kafka", peers.brokers]
        #expect(try peers.coordinator(arguments).status == 0)
        try peers.wait("its rows in InfluxDB") { try peers.points(in: "slas", "cassandra_1").count == 2 }
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

    /// Takes lines as InfluxDB 2.x does, after it was busy once, and says what it was asked.
    private static let bucket = #"""
        import http.server, sys

        class Bucket(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            isBusy = True

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                wanted = self.path == "/api/v2/write?org=ufu%20%26%20co&bucket=slas&precision=ms"
                status = 404 if not wanted else 401 if self.headers["Authorization"] != "Token t-1" else 204
                if status == 204 and Bucket.isBusy:
                    status, Bucket.isBusy = 503, False
                if status == 204:
                    print(body, end="", flush=True)
                self.send_response(status)
                self.send_header("Retry-After", "1")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words): pass

        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Bucket).serve_forever()
        """#

    @Test(.timeLimit(.minutes(3))) func carriesIntoABucketOfInfluxDB2() throws {
        let peers = try StreamsPeers()
        defer { peers.stop() }
        let topic = "kpi-\(UUID().uuidString)"
        let (csv, token) = (peers.directory.appending(path: "y.csv"), peers.directory.appending(path: "token"))
        let script = peers.directory.appending(path: "bucket.py")
        let rows = (0..<300).map { "\(1_579_355_129 + $0),\($0)" }
        try Data((["timestamp,R_99"] + rows + ["", "", ""]).joined(separator: "\n").appending("\n").utf8).write(to: csv)
        try Data("t-1\n".utf8).write(to: token)
        try Data(Self.bucket.utf8).write(to: script)
        let port = try FreePort.take()
        try peers.start("/usr/bin/env", ["python3", script.path, "\(port)"], log: "bucket.log")
        let arguments = ["produce", topic, csv.path, "0", "R_99", "1", "cassandra", "--kafka", peers.brokers]
        #expect(try peers.coordinator(arguments).status == 0)
        try peers.startCoordinator(
            [
                "bridge", "--influx", "http://127.0.0.1:\(port)", "--org", "ufu & co", "--token-file", token.path,
                "--stream", "\(topic)=slas:measurement", "--precision", "ms", "--start", "earliest", "--kafka",
                peers.brokers,
            ],
            log: "bridge.log"
        )
        let output = peers.directory.appending(path: "bucket.log")
        let expected = Set((0..<300).map { "cassandra_1 value=\($0) \(1_579_355_129 + $0)000" })
        try peers.wait("all rows in the bucket") {
            let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map(String.init)
            return Set(lines) == expected
        }
    }

    @discardableResult
    private func startBridge(_ peers: StreamsPeers, _ topic: String) throws -> Process {
        let kafka = ["--kafka", peers.brokers, "--group", "test", "--kafka-property", "session.timeout.ms=6000"]
        let stream = ["--stream", "\(topic)=slas:measurement", "--start", "earliest", "--batch", "200"]
        return try peers.startCoordinator(["bridge", "--influx", peers.influxURL] + stream + kafka, log: "bridge.log")
    }
}
