import Foundation
import HTTPClient
import TestSupport
import Testing

/// MLO-V2's IMA routes against a real Prometheus: a tenant's KPI goes in, chosen series come out and are monitored.
@Suite(.serialized, .enabled(if: RecordedPrometheus.obstacle == nil, "\(RecordedPrometheus.obstacle ?? "")"))
struct ServeIMATests {
    private static let rows = 400
    private static let begin = Int64(Date().timeIntervalSince1970) - 3_600

    /// Samples of an agent's series, of which `node_load1` drives the KPI.
    private static func samples(agentPort: Int) -> String {
        let labels = #"{instance="127.0.0.1:\#(agentPort)",job="node"}"#
        let names = [
            "node_load1", "node_load5", "node_load15", "node_memory_MemFree_bytes", "node_memory_Active_bytes",
            "node_memory_Cached_bytes", "node_sockstat_sockets_used",
        ]
        var text = ""
        for (place, name) in names.enumerated() {
            text += "# TYPE \(name) gauge\n"
            for row in 0..<rows {
                let value = name == "node_load1" ? load(row) : noise(row &* 31 &+ place)
                text += "\(name)\(labels) \(value) \(begin + Int64(row))\n"
            }
        }
        return text + "# EOF\n"
    }

    private static func load(_ row: Int) -> Double { 20 + 15 * sin(Double(row) / 25) + noise(row) / 4 }

    /// Between 0 and 1, and the same each time.
    private static func noise(_ seed: Int) -> Double {
        var bits = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15
        bits ^= bits >> 29
        bits &*= 0xBF58_476D_1CE4_E5B9
        return Double(bits >> 40) / Double(1 << 24)
    }

    private static var kpiFile: String {
        (0..<rows).reduce(into: "time,R_99\n") { text, row in
            text += "\(begin + Int64(row)),\(10 * load(max(0, row - 2)) + noise(row + 7))\n"
        }
    }

    private func form(_ fields: [String: String], file: String? = nil) -> String {
        var text = fields.sorted { $0.key < $1.key }.map { name, value in
            "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }.joined()
        if let file {
            text += "--b\r\nContent-Disposition: form-data; name=\"YFile\"; filename=\"y.csv\"\r\n\r\n\(file)\r\n"
        }
        return text + "--b--\r\n"
    }

    private func configuration(
        _ program: ServeProgram,
        imaPort: Int,
        _ ima: String,
        sroPort: Int? = nil,
        _ more: String = ""
    ) throws -> String {
        let sro = sroPort.map { ", sro: 127.0.0.1:\($0)" } ?? ""
        return try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            listeners: {ima: 127.0.0.1:\(imaPort)\(sro)}
            store: store.sqlite
            ima:
            \(ima)
            \(more)
            slices:
              - id: "1"
                kpi: {name: R_99, unit: ms}
                sla: {upper: 300}
                horizons: [1, 2]
                window: 10
                flavors: [{id: "1"}, {id: "2"}]
                policy: {settle: 0, horizon: 2}
            """,
            to: "coordinator.yaml"
        )
    }

    private static let multipart = ["Content-Type": "multipart/form-data; boundary=b"]

    private struct Orders: Decodable {
        struct Order: Decodable {
            var currentTimestamp: Int64
            var state: String
            var error: String?
            var series: [String]
            var isMonitored: Bool
        }
        var orders: [Order]
    }

    @Test(.timeLimit(.minutes(3))) func aKPIFileBecomesChosenSeriesThatAreMonitored() async throws {
        let program = try ServeProgram()
        try program.startAgent()
        let imaPort = try FreePort.take()
        let recorded = try await RecordedPrometheus(
            samples: Self.samples(agentPort: program.agentPort),
            in: program.folder.appending(path: "recorded")
        )
        let scraping = try await RecordedPrometheus(in: program.folder.appending(path: "scraping"))
        let receiver = try await FormReceiver(program)
        let file = try configuration(
            program,
            imaPort: imaPort,
            """
              prometheus: \(recorded.url)
              callbackHosts: [127.0.0.1]
              monitoring:
                receiver: http://127.0.0.1:\(imaPort)/configmap
                prometheus: \(scraping.url)
              receiver: {file: \(scraping.configuration.path), prometheus: \(scraping.url)}
            """
        )
        try await program.startCoordinator(file)
        let fields = [
            "callbackURL": "http://127.0.0.1:\(receiver.port)/chosen", "K": "2", "YField": "R_99", "sliceFlavor": "1",
        ]
        let answer = try await program.send(
            "POST",
            "/ymetrics/1",
            body: form(fields, file: Self.kpiFile),
            headers: Self.multipart,
            port: imaPort
        )
        #expect(answer.status == 201)
        let pattern = #/\{"result":\{"currentTimestamp":(\d+),"text":"Ok, IMAService has started\."\}\}\n/#
        let stamp = String(try #require(try pattern.wholeMatch(in: answer.text), "\(answer.text)").output.1)
        // What was accepted is done, whatever happens to the program.
        _ = try await program.end(with: SIGKILL)
        try await program.startCoordinator(file)

        let forms = try await receiver.forms(1)
        let selected = try #require(forms.first?["x_selected"], "\(program.log)")
        let map = try #require(forms.first?["timeserie_map"])
        let header = selected.split(whereSeparator: \.isNewline)[0].split(separator: ",")
        let line = try #require(map.split(whereSeparator: \.isNewline).first { $0.contains("'node_load1'") }, "\(map)")
        #expect(header.count == 3 && header[0] == "timestamp")
        #expect(header.contains(line.prefix(40)))
        #expect(map.hasPrefix("metricHash,metricInfo\r\n"))
        #expect(selected.split(whereSeparator: \.isNewline).count > Self.rows - 5)

        var again = fields
        again["currentTimestamp"] = stamp
        let second = try await program.send("POST", "/ymetrics/1", body: form(again), headers: Self.multipart)
        #expect(second.status == 201)
        #expect(second.text.contains("\"currentTimestamp\":\"\(stamp)\""), "\(second.text)")
        _ = try await receiver.forms(2)

        let monitored = try await program.send("POST", "/elasticity/slice/1/flavor/1", port: imaPort)
        #expect(monitored.status == 200 && monitored.text == "Ok", "\(monitored.text)")
        try RecordedPrometheus.promtool(["check", "config", scraping.configuration.path])
        let text = try String(contentsOf: scraping.configuration, encoding: .utf8)
        #expect(text.contains("name[]:") && text.contains("- node_load1"), "\(text)")
        let orders: Orders = try await program.get("/ymetrics/1").decoded()
        #expect(orders.orders.map(\.state) == ["done"] && orders.orders[0].isMonitored)
    }

    @Test(.timeLimit(.minutes(3))) func aTenantsUploadBecomesAModelByTheProgramsOwnIMA() async throws {
        let program = try ServeProgram()
        let (imaPort, sroPort) = (try FreePort.take(), try FreePort.take())
        let recorded = try await RecordedPrometheus(
            samples: Self.samples(agentPort: program.agentPort),
            in: program.folder.appending(path: "recorded")
        )
        let tenant = try await FormReceiver(program)
        // The slice scrapes its target; of the recordings, those of that target are meant.
        let file = try configuration(
            program,
            imaPort: imaPort,
            """
              prometheus: \(recorded.url)
              callbackHosts: [127.0.0.1]
            """,
            sroPort: sroPort,
            """
            profile: {ima: "http://127.0.0.1:\(imaPort)", callback: "http://127.0.0.1:\(sroPort)", inputs: 2,
                      answerHosts: [127.0.0.1]}
            """
        )
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let targets = "    targets: [\"http://127.0.0.1:\(program.agentPort)/metrics\"]\n"
        _ = try program.write(text + "\n" + targets, to: "coordinator.yaml")
        try await program.startCoordinator(file)
        let upload =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"y.csv\"\r\n\r\n\(Self.kpiFile)\r\n--b--\r\n"
        let url = "http://127.0.0.1:\(tenant.port)/done"
        let answer = try await program.send(
            "POST",
            "/slice/1/flavor/2/profile?url_to_answer=\(url)&sla_metric_name=R_99&timestamp_label=time",
            body: upload,
            headers: Self.multipart,
            port: sroPort
        )
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer.text == "Creation of model Accepted. We will notify you on \(url) after model creation. ")
        let told = try #require(try await tenant.forms(1).first, "\(program.log)")
        #expect(told["state"] == "succeeded" && told["modelVersion"] == "1", "\(told)\n\(program.log)")
        #expect(told["flavor"] == "2" && told["slice"] == "1")
        let models = try await program.get("/api/v1/slices/1/models").text
        #expect(models.contains(#"node_load1{instance=\"127.0.0.1:\#(program.agentPort)\",job=\"node\"}"#), "\(models)")
        let orders: Orders = try await program.get("/ymetrics/1").decoded()
        #expect(orders.orders.map(\.state) == ["done"])
        #expect(orders.orders.first?.series.count == 2)
    }

    @Test(.timeLimit(.minutes(2))) func badCasesHaveTheirStatus() async throws {
        let program = try ServeProgram()
        let imaPort = try FreePort.take()
        let file = try configuration(
            program,
            imaPort: imaPort,
            """
              prometheus: http://127.0.0.1:1
              receiver: {file: received.yml}
            """
        )
        try await program.startCoordinator(file)
        let good = ["callbackURL": "http://10.0.0.1/x", "K": "2", "YField": "R_99", "sliceFlavor": "1"]
        func changed(_ name: String, _ value: String?) -> [String: String] {
            var fields = good
            fields[name] = value
            return fields
        }
        let csv = "timestamp,R_99\n1,2\n2,3\n"
        let missing = "Missing paramenters: callbackURL OR K OR YField OR sliceFlavor OR (YFile or currentTimestamp)"
        let manifest = "--b\r\nContent-Disposition: form-data; name=\"configMap\"; filename=\"c.yaml\"\r\n\r\n"
        let cases: [(path: String, body: String, status: Int, words: String)] = [
            ("/ymetrics/1", form(good), 400, missing),
            ("/ymetrics/1", form(changed("callbackURL", nil), file: csv), 400, missing),
            ("/ymetrics/1", form(changed("K", "x"), file: csv), 400, "K: \"x\""),
            ("/ymetrics/1", form(changed("K", "0"), file: csv), 400, "K: \"0\""),
            ("/ymetrics/1", form(changed("sliceFlavor", "1;id>x"), file: csv), 400, "sliceFlavor"),
            ("/ymetrics/1", form(changed("sliceFlavor", "../../x"), file: csv), 400, "sliceFlavor"),
            ("/ymetrics/1", form(changed("callbackURL", "file:///etc/passwd"), file: csv), 400, "callbackURL"),
            ("/ymetrics/1", form(changed("callbackURL", "http://127.0.0.1/x"), file: csv), 400, "ima.callbackHosts"),
            ("/ymetrics/1", form(changed("callbackURL", "http://2852039166/x"), file: csv), 400, "ima.callbackHosts"),
            ("/ymetrics/1", form(changed("callbackURL", "http://[::1]/x"), file: csv), 400, "ima.callbackHosts"),
            ("/ymetrics/1", form(changed("YField", "R_50"), file: csv), 400, "no column \"R_50\""),
            ("/ymetrics/1", form(good, file: "nothing"), 400, "YFile"),
            ("/ymetrics/1", form(good, file: ""), 400, "YFile"),
            ("/ymetrics/1", form(changed("currentTimestamp", "77")), 404, "no YFile was kept under 77"),
            ("/ymetrics/1", form(changed("currentTimestamp", "soon")), 400, "currentTimestamp"),
            ("/ymetrics/one", form(good, file: csv), 404, "no number"),
            ("/ymetrics/1", "no form", 400, "the form cannot be read"),
            ("/elasticity/slice/1/flavor/1", "", 404, "nothing was chosen"),
            ("/elasticity/slice/x/flavor/1", "", 404, "no number"),
            ("/configmap", form(good), 400, "configMap is missing"),
            ("/configmap", manifest + "a: [\r\n--b--\r\n", 400, "no YAML"),
            ("/configmap", manifest + "kind: Secret\r\n--b--\r\n", 400, "no ConfigMap"),
            (
                "/configmap",
                manifest + "kind: ConfigMap\ndata:\n  prometheus.yml: |-\n    scrape_configs: []\r\n--b--\r\n", 200,
                "Ok!"
            ),
        ]
        for port in [program.port, imaPort] {
            for (path, body, status, words) in cases {
                let answer = try await program.send("POST", path, body: body, headers: Self.multipart, port: port)
                #expect(answer.status == status, "\(path): \(answer.text)")
                #expect(answer.text.contains(words), "\(path): \(answer.text)")
            }
        }
        let received = program.folder.appending(path: "received.yml")
        #expect(try String(contentsOf: received, encoding: .utf8) == "scrape_configs: []")
        #expect(try await program.send("GET", "/configmap", port: imaPort).status == 405)
        #expect(try await program.send("GET", "/api/v1/slices", port: imaPort).status == 404)
        // Accepted, and then it comes to nothing: there is no Prometheus.
        let accepted = try await program.send(
            "POST",
            "/ymetrics/1",
            body: form(good, file: csv),
            headers: Self.multipart
        )
        #expect(accepted.status == 201)
        var state = ""
        for _ in 0..<300 where state != "failed" {
            let orders: Orders = try await program.get("/ymetrics/1").decoded()
            state = orders.orders.last?.state ?? ""
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(state == "failed", "\(program.log)")
    }
}

/// A small program that takes posted forms, in the place of whoever asked.
private struct FormReceiver {
    private static let text = #"""
        import email, http.server, json, sys

        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers["Content-Type"] == "application/json":
                    return self.take({name: str(value) for name, value in json.loads(body).items()})
                head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
                parts = email.message_from_bytes(head + body).get_payload()
                form = {p.get_param("name", header="content-disposition"): p.get_payload(decode=True).decode()
                        for p in parts}
                self.take(form)

            def take(self, form):
                print(json.dumps(form), flush=True)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *words): pass

        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
        """#

    let program: SideProgram

    var port: Int { program.port }

    init(_ program: ServeProgram) async throws {
        self.program = try await SideProgram(Self.text, named: "receiver", in: program)
    }

    /// The first forms that came, as many as wanted.
    func forms(_ count: Int) async throws -> [[String: String]] {
        for _ in 0..<600 {
            let lines = program.lines
            if lines.count >= count {
                return try lines.map { try JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("\(count) forms did not come")
        return []
    }
}
