#!/usr/bin/env bash
# test-qemu.sh: proves that what is built for aarch64 runs, under qemu's user emulation.
#
#   1. the agent answers scrapes, with the libraries of Debian bookworm and of trixie (Raspberry Pi OS 12 and 13);
#   2. the unit tests of everything that runs on a node pass;
#   3. the coordinator builds and starts.
#
# Under emulation /proc is this machine's; what only a Pi has is tested from recorded files.
set -euo pipefail
cd "$(dirname "$0")/.."

made=${CROSS_SDK_FOLDER:-$PWD/.build-sdk}
export CROSS_SDK_FOLDER=$made
log=$(mktemp)
trap 'rm -f "$log"' EXIT
programs=.build-aarch64/aarch64-unknown-linux-gnu/release

say() { printf 'cross: %3d:%02d %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; } # minutes and seconds since the start

answers_scrapes() { # answers_scrapes SUITE: starts the agent with the suite's libraries, scrapes it, stops it
    local root=$made/sysroots/$1/ port=$((20000 + RANDOM % 20000)) agent page samples status=0
    page=$(mktemp)
    qemu-aarch64-static -L "$root" "$programs/edge-agent" --web.listen-address "127.0.0.1:$port" 2>"$page.log" &
    agent=$!
    for _ in $(seq 100); do
        curl -fs "http://127.0.0.1:$port/healthz" >/dev/null 2>&1 && break
        sleep 0.1
    done
    curl -fsS "http://127.0.0.1:$port/metrics" >"$page" || status=1
    kill -TERM "$agent"
    wait "$agent" || status=$?
    samples=$(grep -c '^node_' "$page" || true)
    [ "$samples" -gt 100 ] || status=1
    [ "$status" -eq 0 ] || cat "$page.log" >&2
    rm -f "$page" "$page.log"
    say "agent with the libraries of $1: $samples samples, stopped with status $status"
    return "$status"
}

say 'building the agent'
AGENT_ONLY=1 cross/build.sh --product edge-agent
cross/debian-sdk.sh "$made" trixie
answers_scrapes bookworm
answers_scrapes trixie

# The testing library exists only as a shared one, which wants trixie's C library.
say 'building the unit tests of shared and agent'
AGENT_ONLY=1 CROSS_SUITE=trixie CROSS_SCRATCH=.build-aarch64-tests CROSS_LINKING=dynamic cross/build.sh --build-tests
say 'running them (a few minutes)'
qemu-aarch64-static -L "$made/sysroots/trixie/" -E LD_LIBRARY_PATH="$made/sysroots/trixie/usr/lib/swift/linux" \
    .build-aarch64-tests/aarch64-unknown-linux-gnu/release/slice-forecastPackageTests.xctest \
    --testing-library swift-testing >"$log" 2>&1 || { grep -a '✘' "$log" >&2 || tail -n 40 "$log" >&2; exit 1; }
say "$(grep -a 'Test run with' "$log" | tail -n 1)"

say 'building the coordinator'
cross/build.sh --product coordinator
say "coordinator $(qemu-aarch64-static -L "$made/sysroots/bookworm/" "$programs/coordinator" --version)"
say 'done'
