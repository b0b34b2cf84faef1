#!/usr/bin/env python3
"""known_fields.py DASHBOARD.json...: each field of the dashboards is one that Grafana's own models of them know.

The models are those that Grafana Labs generates from its schemas (grafana-foundation-sdk). A dashboard is read into them and
written again; what is not there afterwards is a field that Grafana would overlook. Ends with 1 when there is one.
"""

import json
import pathlib
import sys

from grafana_foundation_sdk.cog import encoder, plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

# What the model of an annotation leaves to its data source: Prometheus's way to name one and to space its queries.
OF_DATA_SOURCES = {"titleFormat", "step"}


def lost(before, after, path=""):
    """Where `after` lacks or changes something of `before`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() - OF_DATA_SOURCES:
            yield from lost(before[key], after[key], f"{path}/{key}") if key in after else [f"{path}/{key} is unknown"]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after)):
            yield from lost(one, other, f"{path}/{number}")
    elif before != after:
        yield f"{path} becomes {json.dumps(after)}"


def main():
    plugins.register_default_plugins()
    wrong = 0
    for name in sys.argv[1:]:
        text = pathlib.Path(name).read_text()
        known = json.loads(json.dumps(Dashboard.from_json(json.loads(text)), cls=encoder.JSONEncoder))
        for problem in lost(json.loads(text), known):
            print(f"{name}: {problem}")
            wrong += 1
    sys.exit(wrong > 0)


main()
