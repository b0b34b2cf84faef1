internal import ProcFS

/// `interrupts`: how many interrupts of each kind each processor has served.
///
/// Source: `proc_interrupts(5)`.
final class InterruptCollector: Collector {
    let name: StaticString = "interrupts"
    let prefixes: [StaticString] = ["node_interrupts_total"]

    private var file: KernelFile

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("interrupts"))
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
            var fields = line
            guard let type = fields.nextField()?.removingSuffix(":") else {
                throw .malformed(path: file.path, expected: "a kind and a colon", found: line.prefix(80).string)
            }
            write(fields, type, processors, to: page)
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
        var counts = fields
        for processor in 0..<processors {
            guard let count = counts.nextUnsigned() else { return }
            page.label("cpu", UInt64(processor)).label("devices", words: devices).label("info", words: info)
                .label("type", type).add(count)
        }
    }
}
