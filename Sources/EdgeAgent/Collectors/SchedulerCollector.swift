internal import ProcFS

/// `schedstat`: for how long processes ran on each processor, or waited for it.
///
/// Source: `Documentation/scheduler/sched-stats.rst` of the kernel: the last three columns of a `cpu` line.
final class SchedulerCollector: Collector {
    let name: StaticString = "schedstat"
    let prefixes: [StaticString] = ["node_schedstat_"]

    private var file: KernelFile
    private var rows: [(cpu: UInt64, running: UInt64, waiting: UInt64, slices: UInt64)] = []

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("schedstat"))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try file.read(into: buffer)
        rows.removeAll(keepingCapacity: true)
        while var fields = text.nextLine() {
            guard let cpu = fields.nextField()?.removingPrefix("cpu")?.unsigned else { continue }
            for _ in 0..<6 { _ = fields.nextField() }
            guard
                let running = fields.nextUnsigned(), let waiting = fields.nextUnsigned(),
                let slices = fields.nextUnsigned()
            else {
                throw .malformed(path: file.path, expected: "nine numbers", found: "fewer for cpu\(cpu)")
            }
            rows.append((cpu, running, waiting, slices))
        }
        page.family(
            "node_schedstat_running_seconds_total",
            .counter,
            "Number of seconds CPU spent running a process."
        )
        for row in rows { page.label("cpu", row.cpu).add(Double(row.running) / 1e9) }
        page.family(
            "node_schedstat_waiting_seconds_total",
            .counter,
            "Number of seconds spent by processing waiting for this CPU."
        )
        for row in rows { page.label("cpu", row.cpu).add(Double(row.waiting) / 1e9) }
        page.family("node_schedstat_timeslices_total", .counter, "Number of timeslices executed by CPU.")
        for row in rows { page.label("cpu", row.cpu).add(row.slices) }
    }
}
