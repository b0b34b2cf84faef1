internal import ProcFS

/// `softnet`: packets that each processor's soft interrupts handled or dropped.
///
/// Source: `net/core/net-procfs.c` of the kernel: the first three columns, in hexadecimal digits.
final class SoftnetCollector: Collector {
    let name: StaticString = "softnet"
    let prefixes: [StaticString] = ["node_softnet_"]

    private var file: KernelFile
    private var rows: [(processed: UInt64, dropped: UInt64, squeezed: UInt64)] = []

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("net/softnet_stat"))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try file.read(into: buffer)
        rows.removeAll(keepingCapacity: true)
        while let line = text.nextLine() {
            var fields = line
            guard
                let processed = fields.nextField()?.hexadecimal, let dropped = fields.nextField()?.hexadecimal,
                let squeezed = fields.nextField()?.hexadecimal
            else {
                throw .malformed(path: file.path, expected: "three numbers", found: line.prefix(80).string)
            }
            rows.append((processed, dropped, squeezed))
        }
        page.family("node_softnet_processed_total", .counter, "Number of processed packets")
        for (cpu, row) in rows.enumerated() { page.label("cpu", UInt64(cpu)).add(row.processed) }
        page.family("node_softnet_dropped_total", .counter, "Number of dropped packets")
        for (cpu, row) in rows.enumerated() { page.label("cpu", UInt64(cpu)).add(row.dropped) }
        page.family(
            "node_softnet_times_squeezed_total",
            .counter,
            "Number of times processing packets ran out of quota"
        )
        for (cpu, row) in rows.enumerated() { page.label("cpu", UInt64(cpu)).add(row.squeezed) }
    }
}
