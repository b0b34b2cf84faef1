#!/usr/bin/env bash
# Runs every test that `make test` has built: those of the targets side by side, then the whole programs one by one,
# because the latter measure time and own network namespaces.
set -euo pipefail
cd "$(dirname "$0")/.."

swift test "$@" --skip-build --skip '^Integration\.'
swift test "$@" --skip-build --no-parallel --filter '^Integration\.'
