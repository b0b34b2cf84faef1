#!/usr/bin/env bash
# Runs the guide with the built programs (see guide-blocks.py for the kinds of its blocks): those that can run anywhere in one
# shell and one scratch folder; as root also those of a group, in a network of their own that has the guide's addresses and a
# Kafka broker. Of those that run elsewhere the syntax is checked, and that the files and subcommands they name exist.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD peers=$PWD/.venv-peers
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

failed() { # failed TEXT
    echo "FAIL  $1"
    status=1
}

# --- looked at
scripts/guide-blocks.py elsewhere "$scratch"
scripts/guide-blocks.py installed "$scratch"
scripts/guide-blocks.py cluster "$scratch"
for block in "$scratch"/*.sh; do
    place=$(sed -n '1s/^# //p' "$block")
    bash -n "$block" || failed "$place: no shell"
    while read -r path; do
        [ -e "$path" ] || failed "$place: there is no $path"
    done < <(grep -oE '\b(pi-cluster|scripts|cross)/[A-Za-z0-9_./-]*[A-Za-z0-9]' "$block" || true)
    while read -r command; do
        .build/release/coordinator "$command" --help >/dev/null 2>&1 || failed "$place: no coordinator $command"
    done < <(grep -oE '(^|[^-/])coordinator [a-z]+ ' "$block" | awk '{ print $NF }' || true)
done

# --- run
run() { # run KIND COMMAND...: the blocks of a kind, by a shell that COMMAND starts
    local kind=$1 folder=$scratch/$1
    shift
    mkdir "$folder"
    scripts/guide-blocks.py "$kind" >"$folder/run.sh"
    if (cd "$folder" && PATH=$repository/.build/release:$PATH timeout 300 "$@" bash run.sh >log 2>&1); then
        echo "guide: $(grep -c '^== ' "$folder/log") blocks ran ($kind)"
    else
        tail -n 30 "$folder/log"
        failed "the guide does not run ($kind)"
    fi
}

run anywhere env

# The addresses of the chapter about groups; where the broker of the tests needs a librdkafka newer than Debian's, it is there.
cat >"$scratch/network.sh" <<NETWORK
printf '127.0.0.1 localhost kafka-1 kafka-2\n' >"$scratch/hosts" && mount --bind "$scratch/hosts" /etc/hosts
ip link set lo up && ip address add 10.0.0.11/32 dev lo
"$peers/bin/tansu" broker --listener-url tcp://127.0.0.1:9092 --advertised-listener-url tcp://kafka-1:9092 \
    --storage-engine memory://tansu/ >"$scratch/kafka.log" 2>&1 &
for _ in \$(seq 100); do (: </dev/tcp/127.0.0.1/9092) 2>/dev/null && break; sleep 0.1; done
LD_LIBRARY_PATH="$peers/lib" "\$@"
result=\$?
kill -9 \$!
exit \$result
NETWORK
if [ "$(id -u)" -eq 0 ]; then
    run group unshare --mount --net --propagation private bash "$scratch/network.sh"
else
    echo 'guide: the blocks of a group were not run: only root can make a network for them'
fi
exit "$status"
