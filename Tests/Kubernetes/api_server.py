#!/usr/bin/env python3
"""api_server.py COMMAND...: runs COMMAND, whose kubectl finds an API server on loopback that knows what a cluster would refuse.

No package has Kubernetes's own API server. This one keeps objects in memory, and takes what Kubernetes's published schemas take
(kubernetes-validate, strictly: no unknown field) and what is in a namespace that exists. Nothing is run on any node. Ends as
COMMAND does, after a list of what it was given.
"""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.parse

import kubernetes_validate

# What the manifests are of: the group's version, and plural, kind and whether it lives in a namespace.
RESOURCES = {
    "v1": [("namespaces", "Namespace", False), ("configmaps", "ConfigMap", True), ("services", "Service", True),
           ("persistentvolumeclaims", "PersistentVolumeClaim", True), ("serviceaccounts", "ServiceAccount", True)],
    "apps/v1": [("deployments", "Deployment", True), ("statefulsets", "StatefulSet", True), ("daemonsets", "DaemonSet", True)],
    "batch/v1": [("jobs", "Job", True)],
    "networking.k8s.io/v1": [("networkpolicies", "NetworkPolicy", True)],
    "rbac.authorization.k8s.io/v1": [("roles", "Role", True), ("rolebindings", "RoleBinding", True)],
}
# An OpenAPI document of version 2.0 that describes nothing, in protobuf: kubectl leaves validation to the server then.
NO_SCHEMAS = b"\x0a\x032.0"


class APIServer(http.server.ThreadingHTTPServer):
    """Objects by the path at which they are."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Request)
        self.objects = {"/api/v1/namespaces/default": {}}
        self.refused = []
        self.lock = threading.Lock()


class Request(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, status, reason, message):
        self.answer(status, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": status, "reason": reason,
                             "message": message})

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        described = discovery(path)
        if described is not None:
            self.answer(200, described)
        elif path == "/openapi/v2":
            self.answer(200, NO_SCHEMAS, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
        elif path in self.server.objects:
            self.answer(200, self.server.objects[path])
        else:
            self.refuse(404, "NotFound", f"{path} is not there")

    def do_POST(self):
        path = urllib.parse.urlsplit(self.path).path
        self.take(path, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def do_PATCH(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.refused.append(self.path)
        self.refuse(409, "Conflict", f"{self.path} was changed by nobody, and yet is to be patched")

    def take(self, path, made):
        name, version = made["metadata"]["name"], made["apiVersion"]
        problem = None
        with self.server.lock:
            if not any(path.endswith("/" + plural) and kind == made["kind"] for plural, kind, _ in RESOURCES.get(version, [])):
                problem = f"{path} does not take a {made['kind']} of {version}"
            elif "/namespaces/" in path and path.rsplit("/", 1)[0].replace(f"/apis/{version}", "/api/v1") not in self.server.objects:
                problem = f"there is no namespace for {path}"
            elif f"{path}/{name}" in self.server.objects:
                problem = f"{path}/{name} is there already"
            else:
                try:
                    kubernetes_validate.validate(made, kubernetes_validate.latest_version(), strict=True)
                    self.server.objects[f"{path}/{name}"] = made
                except kubernetes_validate.ValidationError as error:
                    problem = f"{made['kind']} {name}: {error}"
        if problem:
            self.server.refused.append(problem)
            self.refuse(422, "Invalid", problem)
        else:
            self.answer(201, made)


def discovery(path):
    """What kubectl asks first: which resources there are. Nothing for any other path."""
    groups = [version for version in RESOURCES if "/" in version]
    if path == "/version":
        return {"major": "1", "minor": "32", "gitVersion": "v1.32.0"}
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "/apis":
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
            {"name": version.split("/")[0], "versions": [{"groupVersion": version, "version": "v1"}],
             "preferredVersion": {"groupVersion": version, "version": "v1"}} for version in groups]}
    version = path.removeprefix("/apis/").removeprefix("/api/")
    if version not in RESOURCES:
        return None
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": [
        {"name": plural, "singularName": kind.lower(), "namespaced": namespaced, "kind": kind, "verbs": ["create", "get", "patch"]}
        for plural, kind, namespaced in RESOURCES[version]]}


def main():
    server = APIServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "config"
        file.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "here",
            "clusters": [{"name": "here", "cluster": {"server": f"http://127.0.0.1:{server.server_port}"}}],
            "contexts": [{"name": "here", "context": {"cluster": "here", "user": ""}}]}))
        status = subprocess.run(sys.argv[1:], env={**os.environ, "KUBECONFIG": str(file), "HOME": folder}, check=False).returncode
    for path in list(server.objects)[1:]:
        print("has", path)
    for problem in server.refused:
        print("refused:", problem)
    sys.exit(status or bool(server.refused))


main()
