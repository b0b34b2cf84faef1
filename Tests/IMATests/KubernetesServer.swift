import Foundation
import Testing

/// A small program that answers as the API server of Kubernetes does to a server-side apply of a ConfigMap, over TLS.
///
/// It refuses what the real one refuses (a wrong token, method, path or media type, no `fieldManager`) and says what it has taken.
final class KubernetesServer {
    static let token = "a.b.c"

    private static let program = #"""
        import http.server, json, ssl, subprocess, sys, urllib.parse

        folder = sys.argv[1]
        files = [f"{folder}/{name}.pem" for name in ("ca", "ca-key", "server", "server-key")]
        make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        quiet = {"check": True, "stderr": subprocess.DEVNULL}
        subprocess.run(make + ["-subj", "/CN=authority", "-keyout", files[1], "-out", files[0]], **quiet)
        subprocess.run(make + ["-subj", "/CN=server", "-addext", "subjectAltName=IP:127.0.0.1", "-addext",
                               "basicConstraints=critical,CA:FALSE", "-CA", files[0], "-CAkey", files[1], "-keyout", files[3],
                               "-out", files[2]], **quiet)
        failures = 1

        class Server(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PATCH(self):
                global failures
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                url = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(url.query))
                if self.headers["Authorization"] != "Bearer a.b.c":
                    return self.refuse(401, "Unauthorized")
                if url.path != "/api/v1/namespaces/monitoring2/configmaps/prometheus-2-server-conf":
                    return self.refuse(404, "the server could not find the requested resource")
                if self.headers["Content-Type"] != "application/apply-patch+yaml":
                    return self.refuse(415, "the body of the request was in an unknown format")
                if not query.get("fieldManager"):
                    return self.refuse(400, "fieldManager is required for apply patch")
                if failures > 0:
                    failures -= 1
                    return self.refuse(503, "etcd is electing a leader")
                print(json.dumps({"query": query, "body": body}), flush=True)
                self.answer(200, {"kind": "ConfigMap"})

            def do_POST(self):
                self.refuse(405, "the server does not allow this method on the requested resource")

            do_PUT = do_POST

            def refuse(self, code, message):
                self.answer(code, {"kind": "Status", "status": "Failure", "message": message, "code": code})

            def answer(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words): pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files[2], files[3])
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_port, flush=True)
        server.serve_forever()
        """#

    struct Applied: Decodable, Equatable {
        var query: [String: String]
        var body: String
    }

    let folder: URL
    let url: String
    private let process = Process()
    private let output: URL

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "kubernetes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = folder.appending(path: "server.py")
        try Data(Self.program.utf8).write(to: script)
        output = folder.appending(path: "output")
        try Data().write(to: output)
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path, folder.path]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line: String?
        for _ in 0..<600 where line == nil {
            line = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").first.map(String.init)
            try await Task.sleep(for: .milliseconds(50))
        }
        url = "https://127.0.0.1:\(try #require(line, "the server does not start"))"
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The certificate that the server's own is signed with.
    var authorityFile: String { folder.appending(path: "ca.pem").path }

    func file(holding text: String) throws -> String {
        let file = folder.appending(path: UUID().uuidString)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// What has been taken until now.
    func applied() throws -> [Applied] {
        try String(contentsOf: output, encoding: .utf8).split(separator: "\n").dropFirst()
            .map { try JSONDecoder().decode(Applied.self, from: Data($0.utf8)) }
    }
}
