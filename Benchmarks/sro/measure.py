"""What `coordinator serve` costs with many slices: the real program, a broker, one sample a second of each series.

    measure.py SLICES...        what so many slices cost
    measure.py --day SLICES     how long a second start takes with a day of data

One slice is trained; the others get copies of its model, as the store would have them. Each has two flavors, of which the one
in force has models; with TRAINED=both the other one has models, too, and that of its inputs alone is asked each second.
With PRIORITY=high, which only root may ask for, the coordinator goes before the broker and whoever sends and reads here.
librdkafka's broker answers a consumer that waits only when its time is over, by itself 100 ms: what is sent meanwhile comes
together. WAIT=1 shortens that to a millisecond, so that messages come one by one, as from a broker that answers at once.
PROGRAM names another coordinator than the one that has been built here.
"""

import atexit
import hashlib
import json
import math
import os
import pathlib
import re
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import confluent_kafka as kafka

ROOT = pathlib.Path(__file__).resolve().parents[2]
METRICS = 15
SECONDS = 20
# Until forecasts of 30 s have met their truth, a slice has not taken all of its memory.
WARM_SECONDS = 35
ROWS = 1_800
WAIT = os.environ.get("WAIT")
HAS_BOTH = os.environ.get("TRAINED") == "both"
PROGRAM = pathlib.Path(os.environ.get("PROGRAM", ROOT / ".build/release/coordinator"))
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def configuration(folder, port, broker, count):
    kafka_part = {
        "brokers": broker, "group": f"bench-{port}", "samples": ["samples"], "kpis": ["kpis"],
        "publish": {"estimations": "estimations", "records": "records"},
        "properties": {"fetch.wait.max.ms": WAIT} if WAIT else {},
    }
    slices = [
        {
            "id": f"s{number}", "kpi": {"name": "R_99", "unit": "ms"}, "sla": {"upper": 100},
            "stream": {"instances": [f"i{number:05d}"], "kpiMeasurement": f"kpi_{number}"},
            "horizons": [1, 10, 30], "window": 240, "inputs": METRICS,
            "flavors": [{"id": "low"}, {"id": "high"}], "policy": {"settle": 0},
        }
        for number in range(count)
    ]
    file = folder / "coordinator.yaml"
    # JSON is YAML.
    file.write_text(json.dumps({"listen": f"127.0.0.1:{port}", "store": "store.sqlite", "kafka": kafka_part, "slices": slices}))
    return file


def request(port, path, body=None):
    data = None if body is None else body.encode()
    wish = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, method="POST" if data is not None else "GET")
    with urllib.request.urlopen(wish, timeout=30) as answer:
        return json.load(answer)


def hurry():
    if os.environ.get("PRIORITY") == "high":
        os.nice(-10)


class Coordinator:
    def __init__(self, file, port):
        self.start = time.monotonic()
        self.log = open(file.parent / "log", "a")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--config", file, "--log-level", "warning"], stderr=self.log, preexec_fn=hurry
        )
        atexit.register(self.process.kill)
        while True:
            try:
                request(port, "/readyz")
                break
            except (urllib.error.URLError, ConnectionError):
                if self.process.poll() is not None:
                    sys.exit(f"the coordinator has ended: {(file.parent / 'log').read_text()}")
                time.sleep(0.05)
        self.ready = time.monotonic() - self.start

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def publish(producer, second, count):
    """The samples of a second, then the KPIs that complete it: each slice's is its last message."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))
    for number in range(count):
        for metric in range(METRICS):
            producer.produce(
                "samples",
                f'{{"labels":{{"__name__":"m{metric}","instance":"i{number:05d}","job":"node"}},"name":"m{metric}",'
                f'"timestamp":"{stamp}","value":"{value_of(metric, number, second):.6f}"}}',
            )
        producer.poll(0)
    producer.flush()


def complete(producer, second, numbers):
    for number in numbers:
        producer.produce(
            "kpis",
            f'{{ "measurement": "kpi_{number}", "values": [{kpi_of(number, second):.6f}], "time": "{second}", "tags": {{}} }}',
        )
    producer.flush()


def feed(producer, count, seconds, finish=complete):
    for _ in range(seconds):
        now = time.time()
        time.sleep(math.ceil(now) - now + 0.02)
        second = int(time.time()) - 1
        publish(producer, second, count)
        finish(producer, second, range(count))


def value_of(metric, number, second):
    return 20 + 10 * math.sin(second / (5 + metric)) + number % 3


def kpi_of(number, second):
    return 60 + 30 * math.sin(second / 5) + number % 3


def trained(folder, broker):
    """A store with one slice and a model that was trained on half an hour of rows."""
    port = free_port()
    file = configuration(folder, port, broker, 1)
    Coordinator(file, port).end()
    store = sqlite3.connect(folder / "store.sqlite")
    (key,) = store.execute("SELECT key FROM slice").fetchone()
    names = [f'm{metric}{{instance="i00000",job="node"}}' for metric in range(METRICS)]
    layouts = []
    for kinds, columns in (("u" * METRICS, names), ("k", ["R_99"])):
        insert = "INSERT INTO layout (slice, kinds, names) VALUES (?, ?, ?)"
        layouts.append(store.execute(insert, [key, kinds, "\n".join(columns)]).lastrowid)
    now = int(time.time()) - 5
    for second in range(now - ROWS, now):
        numbers = struct.pack(f"<{METRICS}d", *(value_of(metric, 0, second) for metric in range(METRICS)))
        store.execute("INSERT INTO row VALUES (?, ?, 'low', ?, ?)", [key, second, layouts[0], numbers])
        kpi = struct.pack("<d", kpi_of(0, second))
        store.execute("INSERT INTO kpi VALUES (?, ?, ?, ?)", [key, second, layouts[1], kpi])
    # The flavor was in force all the time.
    store.execute("UPDATE slice SET flavorSinceMilliseconds = ?", [1000 * (now - ROWS)])
    store.commit()
    store.close()
    coordinator = Coordinator(file, port)
    job = request(port, "/api/v1/slices/s0/flavors/low/train", "")["job"]["id"]
    while (state := request(port, f"/api/v1/jobs/{job}")["state"]) in ("queued", "running"):
        time.sleep(0.5)
    if state != "succeeded":
        sys.exit(f"the training has ended as {state}: {request(port, f'/api/v1/jobs/{job}')}")
    coordinator.end()
    return folder / "store.sqlite"


def copy_model(store, folder, count):
    target = folder / "store.sqlite"
    source = sqlite3.connect(store)
    copy = sqlite3.connect(target)
    source.backup(copy)
    columns = "flavor, version, milliseconds, isActive, summary, artifact, counterfactual"
    (model,) = copy.execute(f"SELECT {columns} FROM model").fetchall()
    flavor, version, milliseconds, active, summary, artifact, counterfactual = model
    copy.execute("DELETE FROM row")
    copy.execute("DELETE FROM kpi")
    copy.execute("DELETE FROM forecast")

    def add(key, flavor, renamed):
        copy.execute(
            f"INSERT INTO model (slice, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [key, flavor, version, milliseconds, active, renamed(summary, False), renamed(artifact), renamed(counterfactual)],
        )

    for number in range(1, count):
        copy.execute(
            "INSERT INTO slice (id, flavor, flavorSinceMilliseconds, mode, isOverridden)"
            " SELECT ?, flavor, flavorSinceMilliseconds, mode, isOverridden FROM slice WHERE id = 's0'",
            [f"s{number}"],
        )
        (key,) = copy.execute("SELECT key FROM slice WHERE id = ?", [f"s{number}"]).fetchone()

        def renamed(blob, is_sealed=True):
            # Names of instances have one length, so that nothing else in the artifact moves; its end is a SHA-256.
            blob = blob.replace(b"i00000", f"i{number:05d}".encode())
            return blob[:-32] + hashlib.sha256(blob[:-32]).digest() if is_sealed else blob

        add(key, flavor, renamed)
        if HAS_BOTH:
            add(key, "high", renamed)
    if HAS_BOTH:
        (key,) = copy.execute("SELECT key FROM slice WHERE id = 's0'").fetchone()
        add(key, "high", lambda blob, is_sealed=True: blob)
    copy.commit()
    copy.close()


def delays(port):
    """The histogram of how long forecasts took in the coordinator: counts at or below each edge, in milliseconds."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    lines = re.findall(r'coordinator_forecast_delay_seconds_bucket\{le="([^"]+)"\} (\S+)', text)
    return [(1000 * float(edge), float(count)) for edge, count in lines]


def quantiles(before, after):
    """The edges that half and 99 % of the forecasts between two readings stayed below, in milliseconds, and the shares below
    1 and 5 ms."""
    counts = [(edge, late - early) for (edge, late), (_, early) in zip(after, before)]
    total = counts[-1][1]
    edges = [next((edge for edge, count in counts if count >= share * total), None) for share in (0.5, 0.99)]
    return edges + [round(count / total, 3) for edge, count in counts if edge in (1, 5)]


def reader(broker, topic):
    name = f"reader-{topic}-{free_port()}"
    consumer = kafka.Consumer({"bootstrap.servers": broker, "group.id": name, "auto.offset.reset": "latest"})
    consumer.subscribe([topic])
    while not consumer.assignment():
        consumer.poll(0.1)
    return consumer


def measure(folder, broker, store, count):
    """One row of the table."""
    copy_model(store, folder, count)
    port = free_port()
    coordinator = Coordinator(configuration(folder, port, broker, count), port)
    producer = kafka.Producer(
        {"bootstrap.servers": broker, "queue.buffering.max.messages": 500000, "linger.ms": 0 if count <= 100 else 5}
    )
    consumer = reader(broker, "records")
    for _ in range(40):
        feed(producer, count, 1)
        if consumer.poll(0.3) is not None:
            break
    else:
        sys.exit(f"no forecasts: {(folder / 'log').read_text()}")
    feed(producer, count, WARM_SECONDS)
    while consumer.poll(0.3) is not None:
        pass
    seen = 0

    def read_until(end):
        nonlocal seen
        while (left := end - time.time()) > 0:
            seen += sum(not message.error() for message in consumer.consume(5000, min(left, 0.1)))

    def spread(producer, second, numbers):
        """The slices' last messages come one after the other, over half a second."""
        for number in numbers:
            complete(producer, second, [number])
            time.sleep(0.5 / len(numbers))
        read_until(second + 1.9)

    def together(producer, second, numbers):
        complete(producer, second, numbers)
        read_until(second + 1.95)

    ways = {}
    if count <= 100:
        before = delays(port)
        feed(producer, count, SECONDS, spread)
        ways["spread_ms_p50_p99_below_1_5"] = quantiles(before, delays(port))
        seen = 0
    before = delays(port)
    start, wall = coordinator.cpu(), time.monotonic()
    feed(producer, count, SECONDS, together)
    elapsed = time.monotonic() - wall
    read_until(time.time() + 2)
    # By seconds of samples, not by the clock: with thousands of slices the feeding itself may fall behind.
    share = (coordinator.cpu() - start) / SECONDS
    ways["together_ms_p50_p99_below_1_5"] = quantiles(before, delays(port))
    resident = coordinator.resident()
    coordinator.end()
    consumer.close()
    first = BASE.setdefault("resident", resident)
    (fewer, before_resident) = BASE.get("last", (0, 0))
    BASE["last"] = (count, resident)
    return {
        "slices": count,
        "ready_seconds": round(coordinator.ready, 2),
        "core_percent": round(100 * share, 1),
        "resident_mb": round(resident / 1e6, 1),
        "kb_per_slice": round((resident - first) / 1e3 / max(1, count - 1), 1),
        "kb_for_each_more": round((resident - before_resident) / 1e3 / (count - fewer), 1) if fewer else None,
        "round_seconds": round(elapsed / SECONDS, 2),
        "forecasts": seen,
        "expected": count * SECONDS,
        **ways,
    }


BASE = {}


def with_a_day(folder, broker, store, count):
    """How long a start takes after a day at 1 Hz: rows, KPIs and forecasts of every second."""
    copy_model(store, folder, count)
    copy = sqlite3.connect(folder / "store.sqlite")
    now = int(time.time())
    for (key,) in copy.execute("SELECT key FROM slice").fetchall():
        names = [f'm{metric}{{instance="i{key:05d}",job="node"}}' for metric in range(METRICS)]
        insert = "INSERT INTO layout (slice, kinds, names) VALUES (?, ?, ?)"
        series = copy.execute(insert, [key, "u" * METRICS, "\n".join(names)]).lastrowid
        (kpi,) = copy.execute("SELECT min(key) FROM layout WHERE kinds = 'k'").fetchone()
        numbers, value = struct.pack(f"<{METRICS}d", *range(METRICS)), struct.pack("<d", 50)
        forecast = struct.pack("<21d", *range(21))
        seconds = range(now - 86_400, now)
        copy.executemany("INSERT INTO row VALUES (?, ?, 'low', ?, ?)", ((key, s, series, numbers) for s in seconds))
        copy.executemany("INSERT INTO kpi VALUES (?, ?, ?, ?)", ((key, s, kpi, value) for s in seconds))
        copy.executemany(
            "INSERT INTO forecast VALUES (?, ?, 'low', 1, 50, 50, 'blend,blend,blend', ?)",
            ((key, s, forecast) for s in seconds),
        )
        copy.commit()
    copy.close()
    starts = []
    for _ in range(3):
        port = free_port()
        coordinator = Coordinator(configuration(folder, port, broker, count), port)
        starts.append(round(coordinator.ready, 2))
        coordinator.process.kill()
        coordinator.process.wait()
    size = (folder / "store.sqlite").stat().st_size
    return {"slices": count, "store_mb": round(size / 1e6), "ready_seconds": starts}


def main():
    has_day = sys.argv[1] == "--day"
    counts = [int(text) for text in sys.argv[1 + has_day :]]
    # librdkafka's own broker, in this process: it answers at once, so that what is timed is the coordinator.
    cluster = kafka.Producer({"bootstrap.servers": "", "test.mock.num.brokers": 1, "log_level": 0})
    address = cluster.list_topics(timeout=10).brokers[1]
    broker = f"{address.host}:{address.port}"
    try:
        for name in ("samples", "kpis", "estimations", "records"):
            cluster.produce(name, b"x")  # a topic is made by its first message
        cluster.flush(10)
        with tempfile.TemporaryDirectory(prefix="sro-") as root:
            first = pathlib.Path(root) / "first"
            first.mkdir()
            store = trained(first, broker)
            (size,) = sqlite3.connect(store).execute("SELECT length(artifact) + length(counterfactual) FROM model").fetchone()
            print(json.dumps({"model_kb": round(size / 1e3, 1)}), flush=True)
            for count in counts:
                folder = pathlib.Path(root) / str(count)
                folder.mkdir()
                way = with_a_day if has_day else measure
                print(json.dumps(way(folder, broker, store, count)), flush=True)
    finally:
        cluster.flush(1)


main()
