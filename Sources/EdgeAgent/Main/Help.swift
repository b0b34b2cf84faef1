internal import Collectors

/// The text of `--help`.
func helpText() -> String {
    var text = """
        usage: edge-agent [flags]
               edge-agent shaper [flags]

        Reads the kernel of this machine and serves what it read, under node_exporter's names.

        Flags:
          -h, --help                       Show this text.
              --version                    Show the version.
              --config.file=FILE           Flags, one a line; SIGHUP reads it again. The command line comes later.
              --log.level=info             debug, info, warn or error.
              --path.procfs=/proc          Where proc is mounted.
              --path.sysfs=/sys            Where sysfs is mounted.
              --path.rootfs=/              Where the machine's root is, for an agent in a container.
              --path.udev.data=/run/udev/data
                                           Where udev keeps what it knows about devices.
              --web.listen-address=:9100   HOST:PORT to serve on; can be repeated.
              --web.telemetry-path=/metrics
                                           Where the metrics are.
              --web.max-connections=128    Connections at once; one more, and the most idle one is closed.
              --web.disable-exporter-metrics
                                           Leave out what the agent itself costs.
              --[no-]window                Sample into sliding windows, served on /windows (on by default).
              --window.interval=1s         From one sample to the next, 50 ms at least.
              --window.spans=10s,30s,60s,240s
                                           The spans of time that are summed up.
              --window.collectors=LIST     Which collectors are sampled, separated by commas.
              --window.include=REGEXP      Which families are sampled; all of these collectors' when empty.
              --window.exclude=REGEXP      Which families are not.
              --window.series-limit=4096   The most series that are kept.
              --history.duration=15m       For how long samples are kept at full resolution; 0s for not at all.
              --collector.disable-defaults No collector but those that are switched on.
                                           What only node_exporter knows is taken with a warning.
              --shaping.socket=PATH        Shape traffic through the privileged process at this socket.

        Flags of `edge-agent shaper`, the privileged process:
              --shaping.socket=/run/edge-agent/shaper.sock
                                           Where to listen.
              --shaping.key-file=FILE      The key of HMAC-SHA-256, 16 bytes at least, readable by its owner only.
              --shaping.allow-user=USER    Who may connect, by name or number; can be repeated.
              --shaping.interface=NAME,rate=BITS,burst=BYTES,latency=MILLISECONDS
                                           An interface with its safe state (NAME,none for no filter); repeatable.
              --shaping.state-directory=/var/lib/edge-agent
                                           Where the highest fencing numbers are kept.
              --shaping.tc=/usr/sbin/tc    The program that changes filters.
              --shaping.restore-only       Put the safe states in force and end.
              --shaping.guard              Do so when standard input ends (the shaper starts such a process itself).

        Collectors (--collector.NAME, --no-collector.NAME; * is on by default):

        """
    for entry in catalogue {
        text += "  \(entry.isOnByDefault ? "*" : " ") \(padded(entry.name, 30)) \(entry.summary)\n"
    }
    text += "\nTheir own flags (--collector.NAME=VALUE):\n"
    for option in collectorOptions {
        text += "    \(padded(option.name + (option.isSwitch ? "" : "="), 32)) \(option.summary)\n"
    }
    return text
}

private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
