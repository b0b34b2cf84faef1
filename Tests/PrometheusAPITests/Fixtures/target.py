"""A target for scrapes: prints its port, and ends when its standard input does."""
import gzip, http.server, os, sys, threading, time

TEXT = b'# TYPE up gauge\nup{accept="%s",timeout="%s"} 1\n'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        kind, status, body, headers = "text/plain; version=0.0.4", 200, b"", []
        if self.path == "/metrics":
            seen = (self.headers["Accept"], self.headers["X-Prometheus-Scrape-Timeout-Seconds"])
            body = gzip.compress(TEXT % tuple(value.encode() for value in seen))
            headers = [("Content-Encoding", "gzip")]
        elif self.path == "/open":
            kind = "application/openmetrics-text; version=1.0.0; charset=utf-8"
            body = b"# TYPE jobs counter\njobs_total 3 12.5\n# EOF\n"
        elif self.path == "/cut":
            kind = "application/openmetrics-text; version=1.0.0; charset=utf-8"
            body = b"# TYPE jobs counter\njobs_total 3\n"
        elif self.path == "/bad":
            body = b"up 1\n<html>\n"
        elif self.path == "/many":
            body = b"up 1\n" * 1000
        elif self.path == "/slow":
            time.sleep(20)
        else:
            status, body = 404, b"nothing here"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
os._exit(0)
