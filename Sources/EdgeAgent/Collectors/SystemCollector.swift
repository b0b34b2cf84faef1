internal import ProcFS

/// `stat`: interrupts, context switches, forks and the time of boot.
final class SystemCollector: Collector {
    let name: StaticString = "stat"
    let prefixes: [StaticString] = [
        "node_intr_total", "node_context_switches_total", "node_forks_total", "node_boot_time_seconds", "node_procs_",
        "node_softirqs_total",
    ]

    private var stat: KernelFile

    init(_ settings: CollectorSettings) {
        stat = KernelFile(settings.proc("stat"), .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let system = try SystemStatistics(parsing: stat.read(into: buffer))
        page.family("node_intr_total", .counter, "Total number of interrupts serviced.")
        system.interrupts.map { page.add($0) }
        page.family("node_context_switches_total", .counter, "Total number of context switches.")
        system.contextSwitches.map { page.add($0) }
        page.family("node_forks_total", .counter, "Total number of forks.")
        system.forks.map { page.add($0) }
        page.family("node_boot_time_seconds", .gauge, "Node boot time, in unixtime.")
        system.bootTime.map { page.add($0) }
        page.family("node_procs_running", .gauge, "Number of processes in runnable state.")
        system.running.map { page.add($0) }
        page.family("node_procs_blocked", .gauge, "Number of processes blocked waiting for I/O to complete.")
        system.blocked.map { page.add($0) }
    }
}
