internal import ProcFS

/// `rapl`: how much energy parts of the processor have used.
///
/// Source: `Documentation/power/powercap/powercap.rst` of the kernel.
final class PowerCapCollector: Collector {
    let name: StaticString = "rapl"
    let prefixes: [StaticString] = ["node_rapl_"]

    /// A part of the processor: `package` and `0` of `package-0`; a name without a number has 0.
    private struct Zone {
        let device: DeviceDirectory.Device
        let kind: [UInt8]
        let number: [UInt8]
        let path: [UInt8]

        init?(_ device: DeviceDirectory.Device, using buffer: ReadBuffer) {
            guard let name = device.read(0, into: buffer) else { return nil }
            (self.device, path) = (device, Array(device.path.utf8))
            if let dash = name.lastIndex(of: UInt8(ascii: "-")), name.dropping(dash + 1).unsigned != nil {
                (kind, number) = (name.prefix(dash).bytes, name.dropping(dash + 1).bytes)
            } else {
                (kind, number) = (name.bytes, [UInt8(ascii: "0")])
            }
        }
    }

    private let devices: DeviceDirectory
    private let hasZoneLabel: Bool
    /// Zones of one kind, which belong to one family, stand together.
    private var zones: [Zone] = []

    init(_ settings: CollectorSettings) {
        hasZoneLabel = settings.isEnabled["rapl.enable-zone-label"] ?? false
        devices = DeviceDirectory(settings.sys("class/powercap"), attributes: ["name", "energy_uj"]) {
            $0.firstIndex(of: UInt8(ascii: ":")) != nil
        }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if try devices.refresh() { discover(using: buffer) }
        var (kind, isWanted): ([UInt8]?, Bool) = (nil, false)
        for zone in zones {
            if kind == nil || zone.kind != kind && !hasZoneLabel {
                kind = zone.kind
                isWanted = begin(zone.kind, on: page)
            }
            guard isWanted, let energy = zone.device.number(1, into: buffer) else { continue }
            page.label("index", bytes: zone.number).label("path", bytes: zone.path)
            if hasZoneLabel { page.label("rapl_zone", bytes: zone.kind) }
            page.add(energy / 1e6)
        }
    }

    private func discover(using buffer: ReadBuffer) {
        let found = devices.devices.compactMap { Zone($0, using: buffer) }
        zones.removeAll()
        for zone in found where !zones.contains(where: { $0.kind == zone.kind }) {
            zones += found.filter { $0.kind == zone.kind }
        }
    }

    private func begin(_ kind: [UInt8], on page: SamplePage) -> Bool {
        if hasZoneLabel {
            return page.family("node_rapl_joules_total", .counter, "Current RAPL value in joules")
        }
        return kind.withUnsafeBufferPointer { bytes in
            let text = KernelText(bytes)
            return page.family(.counter) {
                $0.append("node_rapl_")
                $0.appendName(text)
                $0.append("_joules_total")
            } help: {
                $0.append("Current RAPL ")
                $0.append(text)
                $0.append(" value in joules")
            }
        }
    }
}
