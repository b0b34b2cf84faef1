/// What stands around MLO-V2's SRO, in one small program.
///
/// It is an IMA that selects two series, and a tenant that waits for the answer; each request is one line of its output.
enum LegacyPeers {
    static let program = #"""
        import http.server, json, sys, threading, urllib.request

        def form(files):
            body = b""
            for name, text in files.items():
                head = f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.csv"\r\n\r\n'
                body += head.encode() + text.encode() + b"\r\n"
            return body + b"--b--\r\n"

        def select(url, seconds):
            rows = "".join(f"{s},{s % 7},{s * 3}\n" for s in seconds)
            series = {
                "aa": {"__name__": "node_load1", "instance": "n1:9100", "job": "node"},
                "bb": {"__name__": "node_network_receive_bytes_total", "instance": "n1:9100", "job": "node"},
            }
            files = {
                "x_selected": "timestamp,aa,bb\n" + rows,
                "timeserie_map": "metricHash,metricInfo\n" + "".join(f'{k},"{v!r}"\n' for k, v in series.items()),
            }
            request = urllib.request.Request(url, form(files), {"Content-Type": "multipart/form-data; boundary=b"})
            with urllib.request.urlopen(request) as answer:
                print("selected", answer.status, answer.read().decode(), flush=True)

        class Peer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.path.startswith("/ymetrics/"):
                    field = lambda name: body.split(f'name="{name}"\r\n\r\n')[1].split("\r\n")[0]
                    rows = body.split("\r\n\r\n")[-1].split("\r\n")[0].strip().split("\n")
                    print("asked", self.path, field("K"), field("YField"), field("sliceFlavor"), rows[0], flush=True)
                    seconds = [int(row.split(",")[0]) for row in rows[1:]]
                    threading.Timer(0.2, select, (field("callbackURL"), seconds)).start()
                    self.send_response(201)
                else:
                    job = json.loads(body)
                    print("answered", self.path, job["state"], job.get("modelVersion"), job.get("error"), flush=True)
                    self.send_response(200)
                self.end_headers()

            def log_message(self, *words): pass

        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Peer).serve_forever()
        """#
}
