internal import ProcFS

/// `interrupts`: how many interrupts of each kind each processor has served.
///
/// Source: `proc_interrupts(5)`.
final class InterruptCollector: Collector {
    let name: StaticString = "interrupts"
    let prefixes: [StaticString] = ["node_interrupts_total"]

    private var file: KernelFile
    private let filter: NameFilter
    private let hasZeros: Bool
    private var key: [UInt8] = []

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        file = KernelFile(settings.proc("interrupts"))
        filter = try NameFilter(settings, including: "interrupts.name-include", excluding: "interrupts.name-exclude")
        hasZeros = settings.isEnabled["interrupts.include-zeros"] ?? true
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try file.read(into: buffer)
        guard var headings = text.nextLine() else {
            throw .malformed(path: file.path, expected: "a line of processors", found: "nothing")
        }
        var processors = 0
        while headings.nextField() != nil { processors += 1 }
        page.family("node_interrupts_total", .counter, "Interrupt details.")
        while let line = text.nextLine() {
            if line.trimmed.isEmpty { continue }
            // On aarch64 a large count leaves no space behind the colon: `IPI0:2768808080`.
            guard let (type, fields) = line.split(at: UInt8(ascii: ":")) else {
                throw .malformed(path: file.path, expected: "a kind and a colon", found: line.prefix(80).string)
            }
            write(fields, type.trimmed, processors, to: page)
        }
    }

    private func write(_ fields: KernelText, _ type: KernelText, _ processors: Int, to page: SamplePage) {
        var rest = fields
        for _ in 0..<processors { _ = rest.nextUnsigned() }
        // What is not counted for each processor (`ERR`, `MIS`) is left out, as node_exporter does.
        let details = rest.trimmed
        if details.isEmpty { return }
        // A numbered interrupt has a controller and devices, a named one a description.
        var (info, devices) = (details, KernelText.empty)
        if type.unsigned != nil {
            var words = details
            info = words.nextField() ?? .empty
            devices = words.trimmed
        }
        guard filter.acceptsEverything || accepts(type, info, devices) else { return }
        var counts = fields
        for processor in 0..<processors {
            guard let count = counts.nextUnsigned() else { return }
            if count == 0, !hasZeros { continue }
            page.label("cpu", UInt64(processor)).label("devices", words: devices).label("info", words: info)
                .label("type", type).add(count)
        }
    }

    /// The flags' expressions see `24;PCI-MSI;eth0`.
    private func accepts(_ type: KernelText, _ info: KernelText, _ devices: KernelText) -> Bool {
        key.removeAll(keepingCapacity: true)
        for (index, part) in [type, info, devices].enumerated() {
            if index > 0 { key.append(UInt8(ascii: ";")) }
            part.withBytes { key.append(contentsOf: $0) }
        }
        return key.withUnsafeBufferPointer { filter.accepts(KernelText($0)) }
    }
}
