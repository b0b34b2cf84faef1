#!/usr/bin/env python3
"""guide-blocks.py KIND [FOLDER]: the `sh` blocks of docs/[0-9]*.md of one kind, in order.

The comment before a block names its kind and, after a colon, why: `<!-- installed: needs the package -->`.
Without a comment it is `anywhere`. The kinds: `anywhere`, which scripts/test-docs.sh runs; `group`, which it runs in a
network of its own, with a Kafka broker; `installed`, which pi-cluster/test.sh runs on a machine that the packages are on;
`cluster`, which it runs against an API server of Kubernetes; `elsewhere`, whose commands other tests run in their own way,
and which are looked at only.

Prints them as one script that says where it is; with FOLDER writes each into a file of its own there.
"""

import pathlib
import re
import sys

KINDS = ["anywhere", "group", "installed", "cluster", "elsewhere"]
BLOCK = re.compile(r"^(?:<!-- (\w+)(?:: [^>]*)? -->\n)?```sh\n(.*?)^```", re.M | re.S)


def blocks():
    """Place, kind and text of each block."""
    for path in sorted((pathlib.Path(__file__).parent.parent / "docs").glob("[0-9]*.md")):
        text = path.read_text()
        for found in BLOCK.finditer(text):
            kind = found.group(1) or "anywhere"
            place = f"docs/{path.name}:{text.count(chr(10), 0, found.start(2)) + 1}"
            if kind not in KINDS:
                sys.exit(f"guide-blocks: {place}: no kind of blocks is called {kind}")
            yield place, kind, found.group(2)


def main():
    kind = sys.argv[1]
    chosen = [(place, text) for place, of_block, text in blocks() if of_block == kind]
    if len(sys.argv) > 2:
        for number, (place, text) in enumerate(chosen):
            (pathlib.Path(sys.argv[2]) / f"{kind}-{number}.sh").write_text(f"# {place}\n{text}")
        return
    print("set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT")
    for place, text in chosen:
        print(f"printf '\\n== %s\\n' {place}\n{text}", end="")


main()
