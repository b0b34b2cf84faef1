internal import ProcFS

/// `vmstat`: pages that moved, faulted, or were taken from a process.
final class VirtualMemoryCollector: Collector {
    let name: StaticString = "vmstat"
    let prefixes: [StaticString] = ["node_vmstat_"]

    private var vmstat: KernelFile
    private let fields: NameFilter

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        vmstat = KernelFile(settings.proc("vmstat"), .rows(upTo: 64))
        fields = try NameFilter(
            settings,
            include: "vmstat.fields",
            defaultInclude: "^(oom_kill|pgpg|pswp|pg.*fault).*"
        )
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try vmstat.read(into: buffer)
        while let line = try KeyedNumbers.next(in: &text, of: "vmstat") {
            guard fields.accepts(line.name) else { continue }
            let isLevel = line.name.hasPrefix("nr_") || line.name == "workingset_nodes"
            page.family("node_vmstat_", line.name, isLevel ? .undeclaredGauge : .undeclaredCounter) {
                $0.append("/proc/vmstat information field ")
                $0.append(line.name)
                $0.append(".")
            }
            page.add(line.value)
        }
    }
}
