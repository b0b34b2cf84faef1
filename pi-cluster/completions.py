#!/usr/bin/env python3
"""Writes the completions of edge-agent for bash, zsh and fish from its `--help`.

usage: edge-agent --help | completions.py FOLDER
"""
import pathlib
import re
import sys

FLAG = re.compile(r"^\s+(?:-\w, )?\s*--(\[no-\])?([a-z][\w.-]*)(=\S+)?\s*(.*)$")
COLLECTOR = re.compile(r"^\s+[* ] ([a-z_0-9]+)\s{2,}(\S.*)$")
OWN = re.compile(r"^\s+(collector\.[\w.-]+)(=?)\s{2,}(\S.*)$")


def flags(text):
    """Each flag with whether it takes a value, and what it is for."""
    for line in text.splitlines():
        if found := FLAG.match(line):
            negatable, name, value, summary = found.groups()
            yield name, bool(value), summary
            if negatable:
                yield f"no-{name}", False, summary
        elif found := OWN.match(line):
            yield found.group(1), bool(found.group(2)), found.group(3)
        elif found := COLLECTOR.match(line):
            yield f"collector.{found.group(1)}", False, found.group(2)
            yield f"no-collector.{found.group(1)}", False, f"Not: {found.group(2)}"


def main():
    folder = pathlib.Path(sys.argv[1])
    known = {name: (value, summary) for name, value, summary in flags(sys.stdin.read())}
    if len(known) < 20:
        sys.exit(f"completions: found only {len(known)} flags in the help")
    words = " ".join(f"--{name}{'=' if value else ''}" for name, (value, _) in sorted(known.items()))
    (folder / "edge-agent").write_text(
        "_edge_agent() {\n"
        '    local word=${COMP_LINE:0:COMP_POINT}\n'
        '    word=${word##* }\n'
        "    case $word in\n"
        '        *=*) mapfile -t COMPREPLY < <(compgen -f -- "${word#*=}") ;;\n'
        f"        *) mapfile -t COMPREPLY < <(compgen -W 'shaper {words}' -- \"$word\") ;;\n"
        "    esac\n"
        '    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace\n'
        "}\n"
        "complete -F _edge_agent edge-agent\n"
    )

    def quoted(text):
        return re.sub(r"[\[\]:'\\]", " ", text)

    specifications = "\n".join(
        f"    '--{name}{'=' if value else ''}[{quoted(summary)}]{':value:_files' if value else ''}' \\"
        for name, (value, summary) in sorted(known.items())
    )
    (folder / "_edge-agent").write_text(f"#compdef edge-agent\n_arguments \\\n{specifications}\n    '1:command:(shaper)'\n")
    lines = (
        f"complete -c edge-agent -l {name} {'-r ' if value else ''}-d '{quoted(summary)}'"
        for name, (value, summary) in sorted(known.items())
    )
    (folder / "edge-agent.fish").write_text("\n".join(lines) + "\n")


main()
