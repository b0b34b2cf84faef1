internal import ProcFS

/// `softnet`: packets that each processor's soft interrupts handled or dropped.
///
/// Source: `net/core/net-procfs.c` of the kernel; the columns are in hexadecimal digits, and newer kernels have more.
final class SoftnetCollector: Collector {
    let name: StaticString = "softnet"
    let prefixes: [StaticString] = ["node_softnet_"]

    /// The columns that become families, in the file's order.
    private static let columns: [(index: Int, family: StaticString, kind: SamplePage.Kind, help: StaticString)] = [
        (0, "node_softnet_processed_total", .counter, "Number of processed packets"),
        (1, "node_softnet_dropped_total", .counter, "Number of dropped packets"),
        (
            2, "node_softnet_times_squeezed_total", .counter,
            "Number of times processing packets ran out of quota"
        ),
        (
            8, "node_softnet_cpu_collision_total", .counter,
            "Number of collision occur while obtaining device lock while transmitting"
        ),
        (9, "node_softnet_received_rps_total", .counter, "Number of times cpu woken up received_rps"),
        (10, "node_softnet_flow_limit_count_total", .counter, "Number of times flow limit has been reached"),
        (11, "node_softnet_backlog_len", .gauge, "Softnet backlog status"),
    ]
    /// The column with the processor's number, which is not the line's once processors are switched off.
    private static let processor = 12

    private typealias Row = (values: InlineArray<13, UInt64>, count: Int)

    private var file: KernelFile
    private var rows: [Row] = []

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("net/softnet_stat"), .rows(upTo: 256))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try file.read(into: buffer)
        rows.removeAll(keepingCapacity: true)
        while let line = text.nextLine() {
            var (fields, row): (KernelText, Row) = (line, (.init(repeating: 0), 0))
            while row.count < row.values.count, let value = fields.nextField()?.hexadecimal {
                row.values[row.count] = value
                row.count += 1
            }
            guard row.count >= 3 else {
                throw .malformed(path: file.path, expected: "three numbers", found: line.prefix(80).string)
            }
            rows.append(row)
        }
        for column in SoftnetCollector.columns {
            page.family(column.family, column.kind, column.help)
            for (line, row) in rows.enumerated() where column.index < row.count {
                let hasProcessor = row.count > SoftnetCollector.processor
                page.label("cpu", hasProcessor ? row.values[SoftnetCollector.processor] : UInt64(line))
                page.add(row.values[column.index])
            }
        }
    }
}
