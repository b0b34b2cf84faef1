#!/usr/bin/env python3
"""Turns `coordinator --experimental-dump-help` into a manual page.

usage: coordinator --experimental-dump-help | man-page.py VERSION > coordinator.1
"""
import json
import sys

FILES = r"""
.SH ENVIRONMENT
.TP
.B SLICE_FORECAST_CONFIG, SLICE_FORECAST_LISTEN, SLICE_FORECAST_STORE, SLICE_FORECAST_LOG_LEVEL
What the flags of
.B serve
say; a flag comes first, then the environment, then the file. Another variable that begins with SLICE_FORECAST_ is an error.
.SH SIGNALS
.TP
.B SIGHUP
.B serve
reads its configuration again. One that cannot be taken changes nothing, and shows in
.IR coordinator_config_last_reload_successful .
.B POST /\-/reload
does the same.
.TP
.BR SIGTERM ", " SIGINT
End the program after everything has been written down.
.SH EXIT STATUS
0 when all went well, 64 for a command line that cannot be, another number for everything else.
.SH FILES
.TP
.I /etc/slice-coordinator/coordinator.yaml
The configuration of the service.
.TP
.I /var/lib/slice-coordinator/store.sqlite
What it recorded, learned and decided.
.SH SEE ALSO
.BR coordinator.yaml (5),
.BR edge-agent (1)
"""


def roff(text):
    """Text with what roff would take for its own made harmless."""
    lines = text.replace("\\", r"\e").replace("-", r"\-").splitlines()
    return "\n".join(r"\&" + line if line.startswith((".", "'")) else line for line in lines)


def spelled(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def arguments(command):
    for argument in command.get("arguments", []):
        if not argument.get("shouldDisplay", True) or argument.get("valueName") in ("help", "version"):
            continue
        names = ", ".join(r"\fB" + roff(spelled(name)) + r"\fR" for name in argument.get("names", []))
        value = r"\fI" + roff(argument["valueName"].upper()) + r"\fR"
        heading = {"positional": value, "flag": names}.get(argument["kind"], f"{names} {value}")
        yield f".TP\n{heading}\n{roff(argument.get('abstract', ''))}"
        if argument.get("defaultValue"):
            yield f"The default is {roff(argument['defaultValue'])}."


def commands(command, path):
    shown = [name for name in command.get("subcommands", []) if name.get("shouldDisplay", True)]
    for sub in (each for each in shown if each["commandName"] != "help"):
        name = [*path, sub["commandName"]]
        if not sub.get("subcommands"):
            yield f".SS {roff(' '.join(name))}\n{roff(sub.get('abstract', ''))}"
            if sub.get("discussion"):
                yield f".PP\n{roff(sub['discussion'])}"
            yield from arguments(sub)
        yield from commands(sub, name)


def main():
    version = sys.argv[1]
    command = json.load(sys.stdin)["command"]
    name = command["commandName"]
    print(f'.TH {name.upper()} 1 "" "{name} {version}"\n.SH NAME\n{name} \\- {roff(command["abstract"]).rstrip(".")}')
    print(f".SH SYNOPSIS\n.B {name}\n.I command\n.RI [ options ]\n.SH COMMANDS")
    print("\n".join(commands(command, [])), end="")
    print(FILES, end="")


main()
