#!/usr/bin/env bash
# Runs every test that `make test` has built: arithmetic side by side; then what keeps time, opens sockets or starts programs,
# one after another, because on a busy machine it would measure its neighbours; then the whole programs.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/peers/install.sh
alone='^(HTTPClient|InfluxBridge|KafkaTransport|LoadGeneration|PrometheusAPI|RedisConnection|SRO)Tests\.'
whole='^Integration\.'

run() { # run MINUTES NAME ARGUMENT...: a part that hangs is ended, so that its output can be read
    local minutes=$1 name=$2 start=$SECONDS
    shift 2
    echo "test: $name"
    timeout --kill-after=10 "${minutes}m" swift test "$@" --skip-build
    echo "test: $name took $((SECONDS - start)) s"
}

run 10 'arithmetic, side by side' "$@" --skip "$alone" --skip "$whole"
run 15 'clocks, sockets and programs, one by one' "$@" --no-parallel --filter "$alone"
run 30 'whole programs, one by one' "$@" --no-parallel --filter "$whole"
