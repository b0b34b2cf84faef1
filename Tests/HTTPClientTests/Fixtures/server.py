"""A small server of HTTP and HTTPS: prints its ports and its certificate's file, and ends when its standard input does."""
import collections, gzip, http.server, json, os, shutil, socketserver, ssl, subprocess, sys, tempfile, threading, time

PAYLOAD = gzip.compress(b"0" * 50_000_000)
SEEN = collections.Counter()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, body, status=200, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def pieces(self):
        """The request's body, as it comes."""
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            left = int(self.headers.get("Content-Length") or 0)
            while left > 0 and (piece := self.rfile.read(min(left, 65_536))):
                left -= len(piece)
                yield piece

    def handle_any(self):
        if self.path == "/refuse":
            self.close_connection = True
            return self.answer(b"too much", status=413, headers=[("Connection", "close")])
        if self.path.startswith("/slow-upload/"):
            name = self.path.split("/")[2]
            while not SEEN["open " + name]:
                time.sleep(0.02)
            return self.answer(str(sum(map(len, self.pieces()))).encode())
        body = b"".join(self.pieces())
        if self.path.startswith("/open/"):
            SEEN["open " + self.path.split("/")[2]] = 1
            return self.answer(b"")
        if self.path == "/gzip":
            self.answer(gzip.compress(b"unpacked"), headers=[("Content-Encoding", "gzip")])
        elif self.path == "/bomb":
            self.answer(PAYLOAD, headers=[("Content-Encoding", "gzip")])
        elif self.path.startswith("/bytes/"):
            self.answer(b"x" * int(self.path.split("/")[2]))
        elif self.path.startswith("/status/"):
            status = int(self.path.split("/")[2])
            headers = [("Location", "/gzip"), ("X-Two", "a: b ")]
            self.answer(b"" if status == 204 else b"no", status=status, headers=headers)
        elif self.path.startswith("/wait/"):
            time.sleep(float(self.path.split("/")[2]))
            self.answer(b"late")
        elif self.path.startswith("/flaky/"):
            _, _, failures, status, name = self.path.split("/")
            SEEN[name] += 1
            if SEEN[name] <= int(failures):
                self.answer(b"", status=int(status), headers=[("Retry-After", "0")] if status == "429" else [])
            else:
                self.answer(str(SEEN[name]).encode())
        elif self.path.startswith("/endless/"):
            name = self.path.split("/")[2]
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            try:
                while True:
                    self.wfile.write(b"x" * 65_536)
                    SEEN[name] += 65_536
            except OSError:
                SEEN["end of " + name] += 1
        elif self.path.startswith("/seen/"):
            self.answer(str(SEEN[self.path.split("/")[2].replace("-", " ")]).encode())
        elif self.path == "/hang-up":
            self.close_connection = True
        elif self.path == "/half":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"half")
            self.close_connection = True
        else:
            seen = {
                "method": self.command,
                "path": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": body.decode("latin-1"),
                "port": self.client_address[1],
            }
            self.answer(json.dumps(seen).encode())

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 256


def serve(context=None):
    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


folder = tempfile.mkdtemp()
certificate, key = folder + "/certificate.pem", folder + "/key.pem"
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
    check=True,
    stderr=subprocess.DEVNULL,
)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
print(serve(), serve(context), certificate, flush=True)
sys.stdin.read()
shutil.rmtree(folder)
os._exit(0)
