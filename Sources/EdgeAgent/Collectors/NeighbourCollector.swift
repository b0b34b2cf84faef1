internal import ProcFS

/// `arp`: how many neighbours each network device knows.
final class NeighbourCollector: Collector {
    let name: StaticString = "arp"
    let prefixes: [StaticString] = ["node_arp_"]

    private var file: KernelFile
    private let devices: NameFilter
    private var counts: [(device: KernelText, count: UInt64)] = []

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        file = KernelFile(settings.proc("net/arp"), .rows(upTo: 256))
        devices = try NameFilter(settings, include: "arp.device-include", exclude: "arp.device-exclude")
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try file.read(into: buffer)
        counts.removeAll(keepingCapacity: true)
        // The names point into the buffer.
        defer { counts.removeAll(keepingCapacity: true) }
        _ = text.nextLine()
        while let line = text.nextLine() {
            var fields = line
            for _ in 0..<5 { _ = fields.nextField() }
            guard let device = fields.nextField() else {
                throw .malformed(path: file.path, expected: "six columns", found: line.prefix(80).string)
            }
            guard devices.accepts(device) else { continue }
            if let known = counts.firstIndex(where: { $0.device == device }) {
                counts[known].count += 1
            } else {
                counts.append((device, 1))
            }
        }
        page.family("node_arp_entries", .gauge, "ARP entries by device")
        for entry in counts { page.label("device", entry.device).add(entry.count) }
    }
}
