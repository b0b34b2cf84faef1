internal import ProcFS

/// `rapl`: how much energy parts of the processor have used.
///
/// Source: `Documentation/power/powercap/powercap.rst` of the kernel.
final class PowerCapCollector: Collector {
    let name: StaticString = "rapl"
    let prefixes: [StaticString] = ["node_rapl_"]

    private let zones: DeviceDirectory

    init(_ settings: CollectorSettings) {
        zones = DeviceDirectory(settings.sys("class/powercap"), attributes: ["name", "energy_uj"]) {
            $0.firstIndex(of: UInt8(ascii: ":")) != nil
        }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        try zones.refresh()
        for (index, zone) in zones.devices.enumerated() {
            guard let (kind, number) = kind(of: zone, using: buffer), let energy = zone.number(1, into: buffer) else {
                continue
            }
            let isFirst = !zones.devices[..<index].contains { self.kind(of: $0, using: buffer)?.kind == kind }
            // Zones of one kind belong to one family, wherever they stand.
            guard isFirst else { continue }
            begin(kind, on: page)
            write(zone, number, energy, to: page)
            for other in zones.devices[(index + 1)...] {
                guard let (otherKind, number) = self.kind(of: other, using: buffer), otherKind == kind,
                    let energy = other.number(1, into: buffer)
                else {
                    continue
                }
                write(other, number, energy, to: page)
            }
        }
    }

    private func begin(_ kind: [UInt8], on page: SamplePage) {
        kind.withUnsafeBufferPointer { bytes in
            let text = KernelText(bytes)
            page.family(.counter) {
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

    private func write(_ zone: DeviceDirectory.Device, _ number: [UInt8], _ energy: Double, to page: SamplePage) {
        page.label("index", bytes: number).label("path", bytes: Array(zone.path.utf8)).add(energy / 1e6)
    }

    /// `package` and `0` of `package-0`; a name without a number has 0.
    private func kind(
        of zone: DeviceDirectory.Device,
        using buffer: ReadBuffer
    ) -> (kind: [UInt8], number: [UInt8])? {
        guard let name = zone.read(0, into: buffer) else { return nil }
        if let dash = name.lastIndex(of: UInt8(ascii: "-")), name.dropping(dash + 1).unsigned != nil {
            return (name.prefix(dash).bytes, name.dropping(dash + 1).bytes)
        }
        return (name.bytes, [UInt8(ascii: "0")])
    }
}
