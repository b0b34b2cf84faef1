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
    CollectorOption("cpu.guest", "Write node_cpu_guest_seconds_total.", isSwitch: true),
    CollectorOption("diskstats.device-exclude", "Regexp of devices to leave out."),
    CollectorOption("diskstats.device-include", "Regexp of devices to keep, instead."),
    CollectorOption("filesystem.fs-types-exclude", "Regexp of file system types to leave out."),
    CollectorOption("filesystem.mount-points-exclude", "Regexp of mount points to leave out."),
    CollectorOption("netdev.device-exclude", "Regexp of network devices to leave out."),
    CollectorOption("netdev.device-include", "Regexp of network devices to keep, instead."),
    CollectorOption("netstat.fields", "Regexp of fields to keep, such as Tcp_RetransSegs."),
    CollectorOption("vmstat.fields", "Regexp of fields to keep."),
]
