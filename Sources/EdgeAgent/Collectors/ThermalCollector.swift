internal import ProcFS

/// `thermal_zone`: how warm the machine is, and what cools it.
final class ThermalCollector: Collector {
    let name: StaticString = "thermal_zone"
    let prefixes: [StaticString] = ["node_thermal_zone_", "node_cooling_device_"]

    private let zones: DeviceDirectory
    private let coolers: DeviceDirectory

    init(_ settings: CollectorSettings) {
        let path = settings.sys("class/thermal")
        zones = DeviceDirectory(path, attributes: ["temp", "type"]) { $0.hasPrefix("thermal_zone") }
        coolers = DeviceDirectory(path, attributes: ["cur_state", "max_state", "type"]) {
            $0.hasPrefix("cooling_device")
        }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        try zones.refresh()
        try coolers.refresh()
        let isTemperatureWanted = page.family("node_thermal_zone_temp", .gauge, "Zone temperature in Celsius")
        for zone in zones.devices where isTemperatureWanted {
            guard let thousandths = zone.number(0, into: buffer) else { continue }
            page.label("type", zone.read(1, into: buffer) ?? .empty).label("zone", of: zone, dropping: 12)
            page.add(thousandths / 1_000)
        }
        if page.family("node_cooling_device_cur_state", .gauge, "Current throttle state of the cooling device") {
            write(0, to: page, using: buffer)
        }
        if page.family("node_cooling_device_max_state", .gauge, "Maximum throttle state of the cooling device") {
            write(1, to: page, using: buffer)
        }
    }

    private func write(_ attribute: Int, to page: SamplePage, using buffer: ReadBuffer) {
        for cooler in coolers.devices {
            guard let state = cooler.number(attribute, into: buffer) else { continue }
            page.label("name", of: cooler, dropping: 14).label("type", cooler.read(2, into: buffer) ?? .empty)
            page.add(state)
        }
    }
}
