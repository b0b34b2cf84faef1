internal import ProcFS

/// `watchdog`: the timers that restart a machine that hangs.
///
/// Source: `Documentation/ABI/testing/sysfs-class-watchdog` of the kernel.
final class WatchdogCollector: Collector {
    let name: StaticString = "watchdog"
    let prefixes: [StaticString] = ["node_watchdog_"]

    private static let numbers = [
        NumericAttribute(
            "bootstatus",
            "node_watchdog_bootstatus",
            .gauge,
            "Value of /sys/class/watchdog/<watchdog>/bootstatus"
        ),
        NumericAttribute(
            "fw_version",
            "node_watchdog_fw_version",
            .gauge,
            "Value of /sys/class/watchdog/<watchdog>/fw_version"
        ),
        NumericAttribute(
            "nowayout",
            "node_watchdog_nowayout",
            .gauge,
            "Value of /sys/class/watchdog/<watchdog>/nowayout"
        ),
        NumericAttribute(
            "timeleft",
            "node_watchdog_timeleft_seconds",
            .gauge,
            "Value of /sys/class/watchdog/<watchdog>/timeleft"
        ),
        NumericAttribute(
            "timeout",
            "node_watchdog_timeout_seconds",
            .gauge,
            "Value of /sys/class/watchdog/<watchdog>/timeout"
        ),
        NumericAttribute(
            "pretimeout",
            "node_watchdog_pretimeout_seconds",
            .gauge,
            "Value of /sys/class/watchdog/<watchdog>/pretimeout"
        ),
        NumericAttribute(
            "access_cs0",
            "node_watchdog_access_cs0",
            .gauge,
            "Value of /sys/class/watchdog/<watchdog>/access_cs0"
        ),
    ]

    private let watchdogs: DeviceDirectory

    init(_ settings: CollectorSettings) {
        watchdogs = DeviceDirectory(
            settings.sys("class/watchdog"),
            attributes: WatchdogCollector.numbers.map(\.path)
                + ["identity", "options", "pretimeout_governor", "state", "status"]
        )
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        try watchdogs.refresh()
        page.write(WatchdogCollector.numbers, of: watchdogs.devices, using: buffer) { $0.label("name", of: $1) }
        let texts = WatchdogCollector.numbers.count
        let isInfoWanted = page.family("node_watchdog_info", .gauge, "Info of /sys/class/watchdog/<watchdog>")
        for watchdog in watchdogs.devices where isInfoWanted {
            page.label("identity", watchdog.read(texts, into: buffer) ?? .empty)
            page.label("name", of: watchdog)
            page.label("options", watchdog.read(texts + 1, into: buffer) ?? .empty)
            page.label("pretimeout_governor", watchdog.read(texts + 2, into: buffer) ?? .empty)
            page.label("state", watchdog.read(texts + 3, into: buffer) ?? .empty)
            page.label("status", watchdog.read(texts + 4, into: buffer) ?? .empty)
            page.add(1.0)
        }
    }
}
