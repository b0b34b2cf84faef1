"""What surrounds coordinators that share slices: publishes samples of each second, records forecasts and webhook orders.

    group_peers.py BROKERS PORT FOLDER SLICE...

Orders come to 127.0.0.1:PORT, and GET /SLICE says what was ordered last; FOLDER/orders and FOLDER/forecasts get a line of JSON each, with the time of arrival.
"""
import http.server
import json
import math
import pathlib
import sys
import threading
import time

from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewTopic

brokers, port, folder, *slices = sys.argv[1:]
lock = threading.Lock()
flavors = {}


def note(name, entry):
    with lock, open(pathlib.Path(folder) / name, "a") as file:
        file.write(json.dumps({"at": time.time(), **entry}) + "\n")


class Orders(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        flavors[order["slice"]] = order["flavor"]
        note("orders", order)
        self.send_response(200)
        self.end_headers()

    def do_GET(self):
        body = json.dumps({"flavor": flavors.get(self.path.strip("/"), "low")}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve():
    http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Orders).serve_forever()


def read():
    admin = AdminClient({"bootstrap.servers": brokers})
    admin.create_topics([NewTopic("forecasts", 1, 1)])["forecasts"].result()
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "peers", "auto.offset.reset": "earliest"})
    consumer.subscribe(["forecasts"])
    while True:
        message = consumer.poll(1)
        if message is not None and not message.error():
            forecast = json.loads(message.value())
            note("forecasts", {"slice": forecast["slice"], "second": forecast["second"]})


def publish():
    producer = Producer({"bootstrap.servers": brokers, "linger.ms": 0})
    while True:
        now = time.time()
        time.sleep(math.ceil(now) - now + 0.02)
        second = int(time.time()) - 1
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))
        for place, slice in enumerate(slices):
            phase = second / 3 + place
            values = {"load": 20 + 15 * math.sin(phase), "clock": second % 7, "kpi": 50 + 25 * math.sin(phase)}
            for name, value in values.items():
                labels = {"__name__": name, "instance": slice}
                sample = {"labels": labels, "name": name, "timestamp": stamp, "value": repr(float(value))}
                producer.produce("samples", json.dumps(sample), key=slice)
        producer.flush(5)


for work in (serve, read):
    threading.Thread(target=work, daemon=True).start()
publish()
