"""A small server: a webhook, and the part of Kubernetes' API that scales and patches a deployment."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

state = {"flavor": "low", "deployment": {"spec": {"replicas": 1, "template": {"metadata": {"labels": {"old": "x"}}}}}}
DEPLOYMENT = "/apis/apps/v1/namespaces/shop/deployments/web"


def merge(target, patch):
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        elif isinstance(value, dict):
            merge(target.setdefault(name, {}), value)
        else:
            target[name] = value


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/flavor":
            self.answer(200, {"flavor": state["flavor"]})
        elif self.path == DEPLOYMENT + "/scale":
            self.answer(200, {"spec": {"replicas": state["deployment"]["spec"]["replicas"]}})
        elif self.path == DEPLOYMENT:
            self.answer(200, state["deployment"])
        else:
            self.answer(404, {"message": "not found"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/flavor":
            state["flavor"] = body["flavor"]
            self.answer(200, {})
        elif self.path == "/forgetful":
            self.answer(202, {})
        else:
            self.answer(500, {"message": "broken"})

    def do_PATCH(self):
        patch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != "Bearer secret":
            self.answer(403, {"message": "forbidden"})
        elif self.headers.get("Content-Type") != "application/merge-patch+json":
            self.answer(415, {"message": "unsupported"})
        elif self.path in (DEPLOYMENT, DEPLOYMENT + "/scale"):
            merge(state["deployment"], patch)
            self.answer(200, state["deployment"])
        else:
            self.answer(404, {"message": "not found"})

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
