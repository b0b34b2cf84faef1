/// What node_exporter's users may have on their command lines and this agent does not do.
///
/// Such a flag is taken with a warning, so that a command line can be moved over as it stands; a word that neither program
/// knows stays an error. Source: `node_exporter --help` of the releases 1.5 to 1.9 on Linux.
public enum ForeignFlags {
    /// Collectors of node_exporter's that the agent lacks.
    public static let collectors = [
        "bcache", "bcachefs", "cpu_vulnerabilities", "drbd", "drm", "ethtool", "fibrechannel", "infiniband", "ipvs",
        "kernel_hung", "lnstat", "logind", "meminfo_numa", "mountstats", "network_route", "nfsd", "ntp", "pcidevice",
        "perf", "qdisc", "runit", "supervisord", "swap", "systemd", "tapestats", "tcpstat", "tls", "wifi", "xfrm",
        "zfs",
    ]

    /// Switches of collectors, which take no value.
    public static let collectorSwitches = [
        "arp.netlink", "bcache.priorityStats", "netclass.netlink", "netclass_rtnl.with-stats",
        "netdev.address-info", "netdev.enable-detailed-metrics", "netdev.label-ifalias", "netdev.netlink",
        "ntp.server-is-local", "pcidevice.names", "perf.disable-hardware-profilers",
        "perf.disable-software-profilers", "perf.disable-cache-profilers", "systemd.enable-restarts-metrics",
        "systemd.enable-start-time-metrics", "systemd.enable-task-metrics", "systemd.private",
    ]

    /// Flags of collectors with a value.
    public static let collectorValues = [
        "ethtool.device-exclude", "ethtool.device-include", "ethtool.metrics-include", "filesystem.mount-timeout",
        "filesystem.stat-workers", "ipvs.backend-labels", "ntp.ip-ttl", "ntp.local-offset-tolerance",
        "ntp.max-distance", "ntp.protocol-version", "ntp.server", "ntp.server-port", "pcidevice.idsfile",
        "perf.cache-profilers", "perf.cpus", "perf.hardware-profilers", "perf.software-profilers",
        "perf.tracepoint", "qdisc.device-exclude", "qdisc.device-include", "qdisc.fixtures", "qdisk.device-exclude",
        "qdisk.device-include", "runit.servicedir", "supervisord.url", "systemd.unit-exclude",
        "systemd.unit-include", "tapestats.ignored-devices", "wifi.fixtures",
    ]

    /// Flags of the program itself with a value.
    ///
    /// `--web.config.file` is not among them: whoever asks for passwords and TLS must not be served without.
    public static let values = ["log.format", "runtime.gomaxprocs", "web.max-requests"]

    /// Whether `name`, which follows `--` or `--no-`, takes no value.
    public static func isSwitch(_ name: String) -> Bool {
        guard name.hasPrefix("collector.") else { return false }
        let rest = String(name.dropFirst("collector.".count))
        return collectors.contains(rest) || collectorSwitches.contains(rest)
    }

    /// Whether node_exporter knows `name`, which follows `--` or `--no-`.
    public static func knows(_ name: String) -> Bool {
        if values.contains(name) || isSwitch(name) { return true }
        return name.hasPrefix("collector.") && collectorValues.contains(String(name.dropFirst("collector.".count)))
    }
}
