import Foundation
import TestSupport
import Testing

/// MLO-V2's routes, as its users call them.
@Suite(.serialized) struct LegacyProgramTests {
    private func configuration(_ program: ServeProgram, _ more: String = "") throws -> String {
        try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: store.sqlite
            \(more)
            slices:
              - id: "1"
                kpi: {name: R_99, unit: ms}
                sla: {upper: 180}
                horizons: [1, 2]
                window: 10
                flavors: [{id: "1"}, {id: "2"}]
                policy: {settle: 0, horizon: 2}
            """,
            to: "coordinator.yaml"
        )
    }

    private func form(_ files: [(name: String, file: String, text: String)]) -> String {
        files.map { name, file, text in
            "--b\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file)\"\r\n\r\n\(text)\r\n"
        }.joined() + "--b--\r\n"
    }

    private static let multipart = ["Content-Type": "multipart/form-data; boundary=b"]

    @Test(.timeLimit(.minutes(2))) func aTenantsUploadBecomesAModelAndTheTenantIsTold() async throws {
        let program = try ServeProgram()
        let peers = try await SideProgram(LegacyPeers.program, named: "peers", in: program)
        let file = try configuration(
            program,
            "profile: {ima: http://127.0.0.1:\(peers.port), answerHosts: [127.0.0.1]}"
        )
        try await program.startCoordinator(file)
        let rows = (0..<120).map { "\(1_579_355_129 + $0),\(30 + ($0 % 7) * 20),7" }.joined(separator: "\n")
        let answer = try await program.send(
            "POST",
            "/slice/1/flavor/2/profile?url_to_answer=http://127.0.0.1:\(peers.port)/done&sla_metric_name=R_99"
                + "&timestamp_label=time",
            body: form([("file", "y.csv", "time,R_99,ops\n\(rows)\n")]),
            headers: Self.multipart
        )
        #expect(answer.status == 201)
        #expect(
            answer.text
                == "Creation of model Accepted. We will notify you on http://127.0.0.1:\(peers.port)/done after model "
                + "creation. "
        )
        let told = try await peers.line { $0.hasPrefix("answered") }
        #expect(told == "answered /done succeeded 1 None", "\(peers.lines)\n\(program.log)")
        #expect(peers.lines.contains { $0.contains("asked /ymetrics/1 15 R_99 2 timestamp,R_99") })
        #expect(peers.lines.contains { $0.contains("selected 200 File Received ") })
        let models = try await program.get("/api/v1/slices/1/models").text
        #expect(models.contains(#"node_load1{instance=\"n1:9100\",job=\"node\"}"#), "\(models)")
    }

    @Test(.timeLimit(.minutes(1))) func theTenantIsToldWhyTheIMARefuses() async throws {
        let program = try ServeProgram()
        let refusing = #"""
            import http.server, sys

            class Peer(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    self.rfile.read(int(self.headers["Content-Length"]))
                    self.send_response(400)
                    self.end_headers()
                    self.wfile.write(b"K is greater than the number of series")

                def log_message(self, *words): pass

            http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Peer).serve_forever()
            """#
        let peer = try await SideProgram(refusing, named: "refusing", in: program)
        try await program.startCoordinator(
            try configuration(program, "profile: {ima: http://127.0.0.1:\(peer.port)}")
        )
        let answer = try await program.send(
            "POST",
            "/slice/1/flavor/1/profile?sla_metric_name=R_99&timestamp_label=timestamp",
            body: form([("file", "y.csv", "timestamp,R_99\n1,2\n")]),
            headers: Self.multipart
        )
        #expect(answer.status == 502)
        #expect(answer.text.contains("status 400: K is greater than the number of series"), "\(answer.text)")
    }

    @Test(.timeLimit(.minutes(1))) func goodAnswersAreTheSameAndBadCasesHaveTheirStatus() async throws {
        let program = try ServeProgram()
        let other = try FreePort.take()
        try await program.startCoordinator(
            try configuration(program, "listeners: {sro: 127.0.0.1:\(other)}\nprofile: {ima: http://127.0.0.1:1}")
        )
        let profile = "/slice/1/flavor/1/profile"
        let query = "?sla_metric_name=R_99&timestamp_label=timestamp"
        let good = form([("file", "y.csv", "timestamp,R_99\n1,2\n")])
        let cases: [(path: String, body: String?, status: Int, words: String)] = [
            ("/slice/1/start_orchestration", nil, 200, "Starting orchestration "),
            ("/slice/1/stop_orchestration", nil, 200, "Stopping orchestration "),
            ("/slice/1/start_sla_forecast", nil, 409, "has no model to forecast with"),
            ("/slice/1/stop_sla_forecast", nil, 200, "Stopping forecast "),
            ("/slice/1/upgrade", nil, 200, "Upgrading slice flavor"),
            ("/slice/1/upgrade", nil, 409, "there is no higher one"),
            ("/slice/1/downgrade", nil, 200, "Downgrading slice flavor"),
            ("/slice/1/downgrade", nil, 409, "there is no lower one"),
            ("/slice/777/upgrade", nil, 404, "there is no slice"),
            ("/slice/x/upgrade", nil, 404, "no number"), ("/slice/1%3Bid%3Ex/upgrade", nil, 404, "no number"),
            ("/slice/01/upgrade", nil, 404, "no number"),
            ("/slice/1/flavor/7/profile\(query)", good, 404, "no flavor"),
            (profile, good, 400, "sla_metric_name and timestamp_label"),
            ("\(profile)\(query)&url_to_answer=file:///etc/passwd", good, 400, "url_to_answer"),
            ("\(profile)\(query)&url_to_answer=http://127.0.0.1/done", good, 400, "profile.answerHosts"),
            ("\(profile)\(query)&url_to_answer=http://[::1]:8080/done", good, 400, "profile.answerHosts"),
            ("\(profile)\(query)&url_to_answer=http://169.254.169.254/done", good, 400, "profile.answerHosts"),
            (profile + query, form([]), 400, "the file file is missing"),
            (profile + query, form([("file", "", "")]), 400, "No selected file"),
            (profile + query, form([("file", "y.txt", "x")]), 400, "no .csv"),
            (profile + query, "nothing", 400, "the form cannot be read"),
            (profile + query, form([("file", "y.csv", "timestamp,R_50\n1,2")]), 400, "no column \"R_99\""),
            (profile + query, form([("file", "y.csv", "timestamp,R_99\n1,x")]), 400, "line 2"),
            (
                "\(profile)?sla_metric_name=R_50&timestamp_label=timestamp",
                form([("file", "y.csv", "timestamp,R_50\n1,2")]), 409, "is R_99, not R_50"
            ),
            (profile + query, good, 502, "Can not reach IMA"),
            (
                "/slice/1/flavor/1/profilling_metrics", form([("x_selected", "x.csv", "timestamp,a\n1,2")]), 400,
                "timeserie_map is missing"
            ),
            (
                "/slice/1/flavor/1/profilling_metrics",
                form([("x_selected", "x.csv", "timestamp,a\n1,2"), ("timeserie_map", "m.csv", "h,i\n")]), 400,
                "a is not in timeserie_map"
            ),
        ]
        for (path, body, status, words) in cases {
            let answer = try await program.send("POST", path, body: body ?? "", headers: Self.multipart)
            #expect(answer.status == status, "\(path): \(answer.text)")
            #expect(answer.text.contains(words), "\(path): \(answer.text)")
            #expect(answer.type.hasPrefix("text/plain"), "\(path): \(answer.type)")
        }
        #expect(try await program.get("/slice/1/upgrade").status == 405)
        #expect(try await program.send("POST", "/slice/1/upgrade", body: "", port: other).status == 200)
        #expect(try await program.send("GET", "/api/v1/slices", port: other).status == 404)
    }

    /// The tenant learns it at once, and not from an answer that never comes.
    @Test(.timeLimit(.minutes(1))) func aHostThatIsNotNamedIsRefusedAtOnce() async throws {
        let program = try ServeProgram()
        try await program.startCoordinator(try configuration(program, "profile: {answerHosts: [tenant.example]}"))
        let path = "/slice/1/flavor/1/profile?sla_metric_name=R_99&timestamp_label=timestamp&url_to_answer="
        let body = form([("file", "y.csv", "timestamp,R_99\n1,2\n")])
        for (url, status) in [
            ("http://other.example/done", 400), ("http://127.0.0.1/done", 400),
            ("http://tenant.example@10.0.0.1/", 400), ("http://tenant.example/done", 201),
        ] {
            let answer = try await program.send("POST", path + url, body: body, headers: Self.multipart)
            #expect(answer.status == status, "\(url): \(answer.text)")
            #expect(status == 201 || answer.text.contains("profile.answerHosts"), "\(answer.text)")
        }
        #expect(!(try await program.get("/api/v1/jobs").text.contains("other.example")))
    }
}
