#!/usr/bin/env bash
# Runs every test that `make test` has built: arithmetic side by side; then what keeps time, opens sockets or starts programs,
# one after another, because on a busy machine it would measure its neighbours; then the whole programs.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/peers/install.sh
alone='^(Demo|HTTPClient|IMA|InfluxBridge|KafkaTransport|LoadGeneration|PrometheusAPI|RedisConnection|SRO)Tests\.'
whole='^Integration\.'

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A program that traps says where, in a few lines.
export SWIFT_BACKTRACE=enable=yes,color=no,threads=crashed,registers=none,images=none,limit=48,top=24

run() { # run MINUTES NAME ARGUMENT...: a part that hangs is ended, so that its output can be read; what failed is said last
    local minutes=$1 name=$2 start=$SECONDS status=0
    shift 2
    echo "test: $name"
    timeout --kill-after=10 "${minutes}m" swift test "$@" --skip-build 2>&1 | tee "$log" || status=$?
    echo "test: $name took $((SECONDS - start)) s"
    [ "$status" -eq 0 ] && return
    echo "test: $name failed with status $status:"
    grep -aE '^✘ (Test|Suite) .*(recorded an issue|failed)|Fatal error|Crash:|^Thread .* crashed|^[0-9]+ .* in .* at ' "$log" | tail -n 30
    exit "$status"
}

run 10 'arithmetic, side by side' "$@" --skip "$alone" --skip "$whole"
run 15 'clocks, sockets and programs, one by one' "$@" --no-parallel --filter "$alone"
run 30 'whole programs, one by one' "$@" --no-parallel --filter "$whole"

echo 'test: the guide, as it is written'
scripts/test-docs.sh
