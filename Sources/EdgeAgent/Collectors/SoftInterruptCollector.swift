internal import ProcFS

/// `softirqs`: how many soft interrupts of each kind each processor has run.
final class SoftInterruptCollector: Collector {
    let name: StaticString = "softirqs"
    let prefixes: [StaticString] = ["node_softirqs_functions_total"]

    private var file: KernelFile

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("softirqs"))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try file.read(into: buffer)
        _ = text.nextLine()
        page.family("node_softirqs_functions_total", .counter, "Softirq counts per CPU.")
        while let line = text.nextLine() {
            var fields = line
            guard let type = fields.nextField()?.removingSuffix(":") else {
                throw .malformed(path: file.path, expected: "a kind and a colon", found: line.prefix(80).string)
            }
            var processor: UInt64 = 0
            while let count = fields.nextUnsigned() {
                page.label("cpu", processor).label("type", type).add(count)
                processor += 1
            }
        }
    }
}
