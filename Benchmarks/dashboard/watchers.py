"""What open dashboards cost the coordinator: processor seconds with and without them, read from /proc.

    python3 watchers.py http://127.0.0.1:13131 PID SLICE [COUNT] [SECONDS]

Each watcher does what the page does: it follows the events, and asks for the slices every 10 s, the explanation every 5 s
and the last minute of the slice every 15 s.
"""

import os
import sys
import threading
import time
import urllib.request

ADDRESS, PID, SLICE = sys.argv[1].rstrip("/"), int(sys.argv[2]), sys.argv[3]
COUNT = int(sys.argv[4]) if len(sys.argv) > 4 else 50
SECONDS = int(sys.argv[5]) if len(sys.argv) > 5 else 30
stop = threading.Event()
received = [0] * COUNT


def busy() -> float:
    fields = open(f"/proc/{PID}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def share() -> float:
    start, before = time.monotonic(), busy()
    time.sleep(SECONDS)
    return (busy() - before) / (time.monotonic() - start)


def follow(place: int):
    with urllib.request.urlopen(f"{ADDRESS}/api/v1/events", timeout=30) as events:
        while not stop.is_set():
            received[place] += len(events.read1(65536))


def ask(place: int):
    last = {5: 0.0, 10: 0.0, 15: 0.0}
    offset = place / COUNT * 15
    begin = time.monotonic() - offset
    of_slice = f"{ADDRESS}/api/v1/slices/{SLICE}"
    while not stop.wait(0.5):
        age = time.monotonic() - begin
        second = int(time.time())
        for period, paths in {
            5: [f"{of_slice}/explanation"],
            10: [f"{ADDRESS}/api/v1/slices"],
            15: [f"{of_slice}/kpi?from={second - 60}", f"{of_slice}/forecasts?from={second - 60}&horizon=30",
                 f"{of_slice}/decisions?limit=50", f"{of_slice}/models"],
        }.items():
            if age - last[period] < period:
                continue
            last[period] = age
            for path in paths:
                try:
                    urllib.request.urlopen(path, timeout=10).read()
                except OSError as error:
                    print(f"{path}: {error}", file=sys.stderr)


alone = share()
for place in range(COUNT):
    threading.Thread(target=follow, args=(place,), daemon=True).start()
    threading.Thread(target=ask, args=(place,), daemon=True).start()
time.sleep(5)
watched = share()
stop.set()
each = sum(received) / COUNT / (SECONDS + 5)
print(f"coordinator alone                 {alone * 100:5.1f} % of a core")
print(f"with {COUNT:3} open dashboards         {watched * 100:5.1f} % of a core")
print(f"{COUNT:3} open dashboards cost         {(watched - alone) * 100:5.1f} % of a core (bar: 10 %)")
print(f"events to each                    {each:5.0f} bytes/s")
