#!/usr/bin/env bash
# Runs the guide: the `sh` blocks of docs/[0-9]*.md, in order, in one shell and one scratch folder, with the built programs in
# PATH. A block after a comment `cluster` or `checked` is not run: its syntax is checked, and that the files of this
# repository and the subcommands of the coordinator that it names exist.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
scratch=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$scratch"' EXIT

python3 - "$scratch" docs/[0-9]*.md <<'PYTHON'
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1])
run, checked = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"], []
for name in sys.argv[2:]:
    text = pathlib.Path(name).read_text()
    for found in re.finditer(r"(<!-- (?:cluster|checked)[^>]*-->\n)?^```sh\n(.*?)^```", text, re.M | re.S):
        line = text[: found.start(2)].count("\n") + 1
        if found.group(1):
            checked.append((name, line, found.group(2)))
        else:
            run.append(f"printf '\\n== {name}:{line}\\n'\n{found.group(2)}")
(folder / "run.sh").write_text("\n".join(run) + "\n")
for index, (name, line, block) in enumerate(checked):
    (folder / f"checked-{index}.sh").write_text(f"# {name}:{line}\n{block}")
print(f"guide: {len(run) - 2} blocks to run, {len(checked)} to check")
PYTHON

status=0
for block in "$scratch"/checked-*.sh; do
    place=$(sed -n '1s/^# //p' "$block")
    bash -n "$block" || { echo "FAIL  $place: no shell"; status=1; }
    while read -r path; do
        [ -e "$path" ] || { echo "FAIL  $place: there is no $path"; status=1; }
    done < <(grep -oE '\b(pi-cluster|scripts|cross)/[A-Za-z0-9_./-]*[A-Za-z0-9]' "$block" || true)
    while read -r command; do
        .build/release/coordinator "$command" --help >/dev/null 2>&1 || { echo "FAIL  $place: no coordinator $command"; status=1; }
    done < <(grep -oE '(^|[^-/])coordinator [a-z]+ ' "$block" | awk '{ print $NF }' || true)
done

cd "$scratch"
if ! PATH=$repository/.build/release:$PATH timeout 300 bash run.sh >log 2>&1; then
    tail -n 30 log
    echo 'FAIL  the guide does not run'
    status=1
fi
[ "$status" -eq 0 ] && echo "guide: $(grep -c '^== ' log) blocks ran"
exit "$status"
