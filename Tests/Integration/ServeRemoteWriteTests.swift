import Foundation
import HTTPClient
import ProtobufWire
import Snappy
import TestSupport
import Testing

/// `coordinator serve` that scrapes nothing: samples and KPI come by remote write.
@Suite(.serialized) struct ServeRemoteWriteTests {
    private struct Slice: Decodable {
        struct Entry: Decodable { var rows: Int }
        struct Forecast: Decodable { var horizon: Int }
        var flavors: [Entry]
        var forecasts: [Forecast]
    }

    private func start(_ program: ServeProgram) async throws {
        try await program.startCoordinator(
            try program.write(
                """
                listen: 127.0.0.1:\(program.port)
                store: store.sqlite
                slices:
                  - id: "1"
                    kpi: {name: free, unit: bytes}
                    sla: {lower: 1}
                    stream: {metrics: [node_load1, node_memory_Active_bytes, node_memory_Cached_bytes, node_intr_total,
                             node_context_switches_total], kpiMetric: node_memory_MemFree_bytes}
                    horizons: [1, 2]
                    window: 10
                    inputs: 2
                    flavors: [{id: low}, {id: high}]
                    policy: {settle: 0, horizon: 2}
                """,
                to: "coordinator.yaml"
            )
        )
    }

    // MARK: The specification

    static let stale = Double(bitPattern: 0x7FF0_0000_0000_0002)

    /// A request of remote write 1.0 with one series.
    private static func one(name: String, _ samples: [(Int64, Double)]) throws -> [UInt8] {
        var writer = ProtobufWriter()
        writer.message(1) { series in
            series.message(1) {
                $0.text(1, "__name__")
                $0.text(2, name)
            }
            append(samples, to: &series)
        }
        return try Snappy.compress(writer.bytes)
    }

    /// A request of remote write 2.0 with one series.
    private static func two(name: String, _ samples: [(Int64, Double)]) throws -> [UInt8] {
        var writer = ProtobufWriter()
        for symbol in ["", "__name__", name] { writer.text(4, symbol) }
        writer.message(5) { series in
            series.packed(1, [1, 2])
            append(samples, to: &series)
        }
        return try Snappy.compress(writer.bytes)
    }

    private static func append(_ samples: [(Int64, Double)], to series: inout ProtobufWriter) {
        for (time, value) in samples {
            series.message(2) {
                $0.double(1, value)
                $0.signed(2, time)
            }
        }
    }

    private static let typeOne = "application/x-protobuf"
    private static let typeTwo = "application/x-protobuf;proto=io.prometheus.write.v2.Request"

    @Test(.timeLimit(.minutes(1)), arguments: ["/api/v1/write", "/receive"])
    func answersAsTheSpecificationHasIt(path: String) async throws {
        let program = try ServeProgram()
        try await start(program)
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        let samples = [(now, 1), (now + 1, Self.stale)]
        let huge = [UInt8](repeating: 0, count: 70 << 20)
        let cases: [(type: String?, encoding: String?, body: [UInt8], status: Int, written: String?)] = [
            (Self.typeOne, "snappy", try Self.one(name: "up", samples), 204, nil),
            ("\(Self.typeOne);proto=prometheus.WriteRequest", "snappy", try Self.one(name: "up", samples), 204, nil),
            (Self.typeTwo, "snappy", try Self.two(name: "up", samples), 204, "2"),
            (Self.typeOne, "snappy", try Self.one(name: "0up", samples), 400, nil),
            (Self.typeTwo, "snappy", try Self.two(name: "0up", samples), 400, "0"),
            (Self.typeOne, "snappy", [1, 2, 3], 400, nil),
            (Self.typeOne, "snappy", try Snappy.compress([0xFF, 0xFF]), 400, nil),
            (Self.typeOne, "gzip", try Self.one(name: "up", samples), 415, nil),
            // Sent with nothing after its colon, it says as little as a missing one.
            ("", "snappy", try Self.one(name: "up", samples), 204, nil),
            ("application/json", "snappy", Array("{}".utf8), 415, nil),
            ("\(Self.typeOne);proto=io.prometheus.write.v3.Request", "snappy", [], 415, nil),
            (Self.typeOne, "snappy", try Snappy.compress(huge), 413, nil),
        ]
        for (type, encoding, body, status, written) in cases {
            let headers = [("Content-Type", type), ("Content-Encoding", encoding)].compactMap { name, value in
                value.map { (name, $0) }
            }
            let answer = try await Loopback.send("POST", path, port: program.port, headers: headers, body: body)
            let what =
                "\(type ?? "no type"), \(encoding ?? "no encoding"): \(String(decoding: answer.body, as: UTF8.self))"
            #expect(answer.status == status, "\(what)")
            #expect(answer.header("X-Prometheus-Remote-Write-Samples-Written") == written, "\(what)")
            #expect(answer.header("X-Prometheus-Remote-Write-Histograms-Written") == written.map { _ in "0" })
            if status != 204 { #expect(answer.header("Content-Type") == "application/problem+json") }
        }
        #expect(try await program.get(path).status == 405)
    }

    // MARK: A real Prometheus

    @Test(.timeLimit(.minutes(4))) func forecastsFromWhatPrometheusWrites() async throws {
        let program = try ServeProgram()
        try program.startAgent()
        try await start(program)
        let server = try WritingPrometheus(program)
        defer { server.stop() }
        try await wait(90, for: "rows") { try await slice(program).flavors[0].rows >= 26 }
        let rows = try await slice(program).flavors[0].rows
        try #require(rows >= 26, "\(rows) rows\n\(program.log)\n\(server.log)")
        let accepted = try await program.post("/api/v1/slices/1/flavors/low/train")
        #expect(accepted.status == 202, "\(accepted.text)")
        try await wait(60, for: "forecasts") { try await !slice(program).forecasts.isEmpty }
        let horizons = try await slice(program).forecasts.map(\.horizon)
        #expect(horizons == [1, 2], "\(program.log)")
    }

    private func slice(_ program: ServeProgram) async throws -> Slice {
        try await program.get("/api/v1/slices/1").decoded()
    }

    private func wait(_ seconds: Int, for what: String, until condition: () async throws -> Bool) async throws {
        for _ in 0..<seconds * 4 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(250))
        }
    }
}

/// A Prometheus that scrapes the agent of a program each second and writes everything to its coordinator.
final class WritingPrometheus {
    private let process = Process()
    private let folder: URL

    init(_ program: ServeProgram) throws {
        folder = program.folder
        let configuration = try program.write(
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            remote_write:
            - url: http://127.0.0.1:\(program.port)/api/v1/write
              queue_config: {batch_send_deadline: 200ms, min_backoff: 50ms}
            scrape_configs:
            - job_name: node
              static_configs: [{targets: ['127.0.0.1:\(program.agentPort)']}]
            """,
            to: "prometheus.yml"
        )
        let output = folder.appending(path: "prometheus.log")
        try Data().write(to: output)
        process.executableURL = URL(filePath: "/usr/bin/prometheus")
        process.arguments = [
            "--config.file=\(configuration)", "--storage.tsdb.path=\(folder.appending(path: "tsdb").path)",
            "--web.listen-address=127.0.0.1:\(try FreePort.take())",
        ]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try process.run()
    }

    var log: String { (try? String(contentsOf: folder.appending(path: "prometheus.log"), encoding: .utf8)) ?? "" }

    func stop() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }
}
