/// A flag of a collector besides the one that switches it on or off.
public struct CollectorOption: Sendable {
    /// What follows `--collector.`.
    public let name: String
    /// What the value is for.
    public let summary: String
    /// Whether it is a switch, which takes no value and has a `--no-` form.
    public let isSwitch: Bool

    init(_ name: String, _ summary: String, isSwitch: Bool = false) {
        (self.name, self.summary, self.isSwitch) = (name, summary, isSwitch)
    }
}

/// All flags of collectors, with node_exporter's names.
public let collectorOptions: [CollectorOption] = [
    CollectorOption("arp.device-exclude", "Regexp of network devices to leave out."),
    CollectorOption("arp.device-include", "Regexp of network devices to keep, instead."),
    CollectorOption("cgroups.root", "Where control groups of version 2 are mounted."),
    CollectorOption("cgroups.units", "Units to watch, such as system.slice/ssh.service."),
    CollectorOption("cpu.guest", "Write node_cpu_guest_seconds_total.", isSwitch: true),
    CollectorOption("cpu.info", "Write node_cpu_info.", isSwitch: true),
    CollectorOption("cpu.info.bugs-include", "Regexp of bugs to write as node_cpu_bug_info."),
    CollectorOption("cpu.info.flags-include", "Regexp of flags to write as node_cpu_flag_info."),
    CollectorOption("diskstats.device-exclude", "Regexp of devices to leave out."),
    CollectorOption("diskstats.device-include", "Regexp of devices to keep, instead."),
    CollectorOption("filesystem.fs-types-exclude", "Regexp of file system types to leave out."),
    CollectorOption("filesystem.fs-types-include", "Regexp of file system types to keep, instead."),
    CollectorOption("filesystem.mount-points-exclude", "Regexp of mount points to leave out."),
    CollectorOption("filesystem.mount-points-include", "Regexp of mount points to keep, instead."),
    CollectorOption("hwmon.chip-exclude", "Regexp of chips to leave out."),
    CollectorOption("hwmon.chip-include", "Regexp of chips to keep."),
    CollectorOption("hwmon.sensor-exclude", "Regexp of sensors, such as platform_coretemp_0;temp1, to leave out."),
    CollectorOption("hwmon.sensor-include", "Regexp of sensors to keep."),
    CollectorOption("interrupts.include-zeros", "Write interrupts that did not occur.", isSwitch: true),
    CollectorOption("interrupts.name-exclude", "Regexp of interrupts, as type;info;devices, to leave out."),
    CollectorOption("interrupts.name-include", "Regexp of interrupts to keep."),
    CollectorOption("netclass.ignore-invalid-speed", "Leave out speeds below zero.", isSwitch: true),
    CollectorOption("netclass.ignored-devices", "Regexp of network devices to leave out."),
    CollectorOption("netdev.device-exclude", "Regexp of network devices to leave out."),
    CollectorOption("netdev.device-include", "Regexp of network devices to keep, instead."),
    CollectorOption("netstat.fields", "Regexp of fields to keep, such as Tcp_RetransSegs."),
    CollectorOption("powersupply.ignored-supplies", "Regexp of power supplies to leave out."),
    CollectorOption("process.names", "Regexp of the names of processes to watch."),
    CollectorOption("process.units", "Units whose processes to watch, such as system.slice/ssh.service."),
    CollectorOption("rapl.enable-zone-label", "Write one family with the zone as a label.", isSwitch: true),
    CollectorOption("slabinfo.slabs-exclude", "Regexp of caches to leave out."),
    CollectorOption("slabinfo.slabs-include", "Regexp of caches to keep."),
    CollectorOption("stat.softirq", "Write node_softirqs_total.", isSwitch: true),
    CollectorOption("sysctl.include", "Settings to read, such as vm.swappiness."),
    CollectorOption("sysctl.include-info", "Settings whose values are words."),
    CollectorOption("textfile.directory", "Where to look for *.prom, or a pattern; can be repeated."),
    CollectorOption("vmstat.fields", "Regexp of fields to keep."),
]

/// What the collectors' flags were called in older releases of node_exporter.
public let formerCollectorOptions = [
    "diskstats.ignored-devices": "diskstats.device-exclude",
    "filesystem.ignored-fs-types": "filesystem.fs-types-exclude",
    "filesystem.ignored-mount-points": "filesystem.mount-points-exclude",
    "netdev.device-blacklist": "netdev.device-exclude",
    "netdev.device-whitelist": "netdev.device-include",
]
