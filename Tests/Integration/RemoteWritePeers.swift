import Foundation
import TestSupport
import Testing

/// A Prometheus that watches itself and writes what it sees to our receiver.
final class RemoteWritePeers {
    /// Why remote write cannot be tested here; `nil` when it can.
    static var obstacle: String? {
        let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/prometheus")
        return isThere ? StreamsPeers.obstacle : "/usr/bin/prometheus is not there; run scripts/setup.sh"
    }

    let streams: StreamsPeers
    let topic = "samples-\(UUID().uuidString)"
    private let prometheusPort: Int
    private let receiverPort: Int

    init() throws {
        streams = try StreamsPeers()
        prometheusPort = try FreePort.take()
        receiverPort = try FreePort.take()
    }

    func startReceiver() throws -> Process {
        try streams.startCoordinator(
            [
                "receive", topic, "--listen", "127.0.0.1:\(receiverPort)", "--kafka", streams.brokers, "--spool",
                streams.directory.appending(path: "spool").path, "--milliseconds",
            ],
            log: "receive.log"
        )
    }

    func startPrometheus() throws -> Process {
        let file = streams.directory.appending(path: "prometheus.yml")
        let text = """
            global:
              scrape_interval: 250ms
              scrape_timeout: 250ms
            remote_write:
            - url: http://127.0.0.1:\(receiverPort)/receive?slice=1
              queue_config: {min_backoff: 100ms, max_backoff: 500ms, batch_send_deadline: 500ms}
              write_relabel_configs:
              - {source_labels: [__name__], regex: up, action: keep}
            scrape_configs:
            - job_name: prometheus
              static_configs:
              - targets: ['127.0.0.1:\(prometheusPort)']
            """
        try Data(text.utf8).write(to: file)
        return try streams.start(
            "/usr/bin/prometheus",
            [
                "--config.file=\(file.path)", "--web.listen-address=127.0.0.1:\(prometheusPort)",
                "--storage.tsdb.path=\(streams.directory.appending(path: "tsdb").path)",
            ],
            log: "prometheus.log"
        )
    }

    /// When Prometheus has samples of `up`, in milliseconds; empty while it does not answer.
    func times() throws -> [Int64] {
        struct Answer: Decodable {
            struct Body: Decodable {
                struct Series: Decodable {
                    let values: [Pair]
                }
                let result: [Series]
            }
            struct Pair: Decodable {
                let seconds: Double
                init(from decoder: any Decoder) throws {
                    var container = try decoder.unkeyedContainer()
                    seconds = try container.decode(Double.self)
                }
            }
            let data: Body
        }
        let url = "http://127.0.0.1:\(prometheusPort)/api/v1/query?query=up%5B1h%5D"
        let output = try StreamsPeers.run("/usr/bin/curl", ["-s", "-m", "5", url]).output
        guard let answer = try? JSONDecoder().decode(Answer.self, from: output) else { return [] }
        return answer.data.result.flatMap(\.values).map { Int64(($0.seconds * 1_000).rounded()) }
    }

    /// When a database of InfluxDB has points of `up`, in milliseconds; empty while there is no such database.
    func timesInInflux(_ database: String) throws -> [Int64] {
        let url = "\(streams.influxURL)/query?epoch=ms&db=\(database)&q=SELECT%20value%20FROM%20up"
        let output = try StreamsPeers.run("/usr/bin/curl", ["-s", "-m", "5", "-H", "Accept: application/csv", url])
            .output
        // name,tags,time,value
        return String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { line in
            let columns = line.split(separator: ",", omittingEmptySubsequences: false)
            return columns.count == 4 ? Int64(columns[2]) : nil
        }
    }
}
