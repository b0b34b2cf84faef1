internal import ProcFS

/// `stat`: interrupts, context switches, forks and the time of boot.
final class SystemCollector: Collector {
    let name: StaticString = "stat"
    let prefixes: [StaticString] = [
        "node_intr_total", "node_context_switches_total", "node_forks_total", "node_boot_time_seconds", "node_procs_",
        "node_softirqs_total",
    ]

    private var stat: KernelFile
    private let hasSoftInterrupts: Bool

    init(_ settings: CollectorSettings) {
        stat = KernelFile(settings.proc("stat"), .whole)
        hasSoftInterrupts = settings.isEnabled["stat.softirq"] ?? false
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let text = try stat.read(into: buffer)
        let system = try SystemStatistics(parsing: text)
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
        if hasSoftInterrupts { writeSoftInterrupts(text, to: page) }
    }

    /// The kernel's order of soft interrupts, `include/linux/interrupt.h`.
    private static let vectors: [StaticString] = [
        "hi", "timer", "net_tx", "net_rx", "block", "block_iopoll", "tasklet", "sched", "hrtimer", "rcu",
    ]

    private func writeSoftInterrupts(_ text: KernelText, to page: SamplePage) {
        var rest = text
        while var fields = rest.nextLine() {
            guard let key = fields.nextField(), key == "softirq", fields.nextUnsigned() != nil else { continue }
            page.family("node_softirqs_total", .counter, "Number of softirq calls.")
            for vector in SystemCollector.vectors {
                guard let count = fields.nextUnsigned() else { return }
                page.label("vector", vector).add(count)
            }
        }
    }
}
