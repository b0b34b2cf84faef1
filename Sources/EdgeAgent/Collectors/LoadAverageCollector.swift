internal import ProcFS

/// `loadavg`: how many tasks wanted the processor.
final class LoadAverageCollector: Collector {
    let name: StaticString = "loadavg"
    let prefixes: [StaticString] = ["node_load"]

    private var loadavg: KernelFile

    init(_ settings: CollectorSettings) {
        loadavg = KernelFile(settings.proc("loadavg"), .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let load = try LoadAverage(parsing: loadavg.read(into: buffer))
        page.family("node_load1", .gauge, "1m load average.")
        page.add(load.oneMinute)
        page.family("node_load5", .gauge, "5m load average.")
        page.add(load.fiveMinutes)
        page.family("node_load15", .gauge, "15m load average.")
        page.add(load.fifteenMinutes)
    }
}
