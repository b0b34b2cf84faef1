#!/usr/bin/env bash
# What `make check` holds up: one line for each rule, the offending places under the rule that they break.
set -uo pipefail
cd "$(dirname "$0")/.."
failures=0

rule() { # rule "what holds" COMMAND...: passes when the command succeeds
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        printf 'ok    %s\n' "$name"
    else
        printf 'FAIL  %s\n%s\n' "$name" "$(printf '%s' "$output" | tail -n 40 | sed 's/^/      /')"
        failures=$((failures + 1))
    fi
}

# Passes when no line of the given files matches; prints those that do.
absent() { # absent PATTERN PATH...
    local pattern=$1
    shift
    ! grep -rnE --include='*.swift' "$pattern" "$@"
}

formatted() { swift format lint --strict --parallel --recursive Package.swift Sources Tests; }

# The compiler refuses warnings (`treatAllWarnings`) and imports that Package.swift does not list (the flag given here).
built() { swift build "$@" --build-tests; }

agent_is_small() { ! ldd .build/release/edge-agent | grep -E 'Foundation|_Concurrency|dispatch|libicu'; }

trees_are_apart() {
    local agent coordinator
    agent=$(ls Sources/EdgeAgent | paste -sd'|')
    coordinator=$(ls Sources/Coordinator | grep -v '^Main$' | paste -sd'|')
    absent "^ *(public |package |internal )?import ($coordinator)\$" Sources/EdgeAgent Sources/Shared \
        && absent "^ *(public |package |internal )?import (${agent/|Main/})\$" Sources/Coordinator Sources/Shared
}

c_stays_inside() { absent '^ *(public|package) import C[A-Z]' Sources; }

small_files() {
    local long
    long=$(git ls-files 'Sources/*.swift' | xargs -r wc -l | awk '$2 != "total" && $1 > 400')
    [ -z "$long" ] || { echo "$long"; return 1; }
}

# Every `coordinator …` and `edge-agent …` that the README shows is a command that exists.
readme_commands() {
    local command status=0
    while read -r command; do
        .build/release/coordinator $command --help >/dev/null 2>&1 || { echo "README.md names 'coordinator $command'"; status=1; }
    done < <(grep -oE '\bcoordinator [a-z]+' README.md | awk '{ print $2 }' | sort -u)
    return $status
}

rule 'sources are formatted and documented' formatted
rule 'everything builds without warnings, importing only what Package.swift lists' built "$@"
rule 'the agent links neither Foundation nor the concurrency runtime' agent_is_small
rule 'the two programs do not import each other' trees_are_apart
rule 'C modules do not show in public signatures' c_stays_inside
rule 'no source traps by hand (try!, as!)' absent '(\btry!|\bas!)' Sources
rule 'no source file is longer than 400 lines' small_files
rule "the README's commands exist" readme_commands

[ "$failures" -eq 0 ] || { echo "check: $failures rule(s) broken"; exit 1; }
