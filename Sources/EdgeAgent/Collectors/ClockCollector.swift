internal import CLinux
internal import Glibc
internal import ProcFS

/// `time`: what time it is, and where the kernel takes it from.
final class ClockCollector: Collector {
    let name: StaticString = "time"
    let prefixes: [StaticString] = ["node_time_"]

    private let sources: DeviceDirectory

    init(_ settings: CollectorSettings) {
        sources = DeviceDirectory(
            settings.sys("devices/system/clocksource"),
            attributes: ["available_clocksource", "current_clocksource"]
        ) { $0.hasPrefix("clocksource") }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        page.family("node_time_seconds", .gauge, "System time in seconds since epoch (1970).")
        page.add(Double(now.tv_sec) + Double(now.tv_nsec) / 1e9)

        var local = tm()
        localtime_r(&now.tv_sec, &local)
        page.family("node_time_zone_offset_seconds", .gauge, "System time zone offset in seconds.")
        if let zone = local.tm_zone {
            let length = strlen(zone)
            zone.withMemoryRebound(to: UInt8.self, capacity: length) {
                _ = page.label("time_zone", KernelText(UnsafeBufferPointer(start: $0, count: length)))
            }
        }
        page.add(Double(local.tm_gmtoff))

        guard page.wants("node_time_clocksource_") else { return }
        try sources.refresh()
        let isChoiceWanted = page.family(
            "node_time_clocksource_available_info",
            .gauge,
            "Available clocksources read from '/sys/devices/system/clocksource'."
        )
        for source in sources.devices where isChoiceWanted {
            var names = source.read(0, into: buffer) ?? .empty
            while let name = names.nextField() {
                page.label("clocksource", name).label("device", of: source, dropping: 11).add(1.0)
            }
        }
        let isCurrentWanted = page.family(
            "node_time_clocksource_current_info",
            .gauge,
            "Current clocksource read from '/sys/devices/system/clocksource'."
        )
        for source in sources.devices where isCurrentWanted {
            guard let current = source.read(1, into: buffer) else { continue }
            page.label("clocksource", current).label("device", of: source, dropping: 11).add(1.0)
        }
    }
}
