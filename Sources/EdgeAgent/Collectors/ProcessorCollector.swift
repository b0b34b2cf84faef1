internal import ProcFS

/// `cpu`: the time each processor spent in each mode.
final class ProcessorCollector: Collector {
    let name: StaticString = "cpu"
    let prefixes: [StaticString] = [
        "node_cpu_seconds_total", "node_cpu_guest_seconds_total", "node_cpu_info", "node_cpu_flag_info",
        "node_cpu_bug_info", "node_cpu_core_throttles_total",
        "node_cpu_package_throttles_total", "node_cpu_isolated", "node_cpu_online",
    ]

    private struct Processor {
        var number: UInt64
        var times: ProcessorTimes
        var isPresent: Bool
    }

    private var stat: KernelFile
    private let hasGuest: Bool
    private var processors: [Processor] = []
    private let details: ProcessorDetails

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        details = try ProcessorDetails(settings)
        stat = KernelFile(settings.proc("stat"), .whole)
        hasGuest = settings.isEnabled["cpu.guest"] ?? true
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if page.wants(where: { $0 == "node_cpu_seconds_total" || $0 == "node_cpu_guest_seconds_total" }) {
            try readTimes(using: buffer)
            write(to: page)
        }
        try details.write(to: page, using: buffer)
    }

    private func readTimes(using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try stat.read(into: buffer)
        for index in processors.indices { processors[index].isPresent = false }
        while let (name, times) = try SystemStatistics.nextProcessor(in: &text) {
            guard let number = name.unsigned else {
                throw .malformed(path: stat.path, expected: "a processor's number", found: name.string)
            }
            note(times, of: number)
        }
        processors.removeAll { !$0.isPresent }
    }

    /// The kernel lists processors in ascending order, the same ones almost always.
    private func note(_ times: ProcessorTimes, of number: UInt64) {
        if let index = processors.firstIndex(where: { $0.number == number }) {
            processors[index].times.advance(to: times)
            processors[index].isPresent = true
        } else {
            processors.append(Processor(number: number, times: times, isPresent: true))
        }
    }

    private func write(to page: SamplePage) {
        page.family("node_cpu_seconds_total", .counter, "Seconds the CPUs spent in each mode.")
        for processor in processors {
            let times = processor.times
            write(times.idle, processor, mode: "idle", to: page)
            write(times.iowait, processor, mode: "iowait", to: page)
            write(times.irq, processor, mode: "irq", to: page)
            write(times.nice, processor, mode: "nice", to: page)
            write(times.softirq, processor, mode: "softirq", to: page)
            write(times.steal, processor, mode: "steal", to: page)
            write(times.system, processor, mode: "system", to: page)
            write(times.user, processor, mode: "user", to: page)
        }
        guard hasGuest else { return }
        page.family(
            "node_cpu_guest_seconds_total",
            .counter,
            "Seconds the CPUs spent in guests (VMs) for each mode."
        )
        for processor in processors {
            write(processor.times.guestNice, processor, mode: "nice", to: page)
            write(processor.times.guest, processor, mode: "user", to: page)
        }
    }

    private func write(_ ticks: UInt64, _ processor: Processor, mode: StaticString, to page: SamplePage) {
        page.label("cpu", processor.number).label("mode", mode).add(Double(ticks) / ProcessorTimes.ticksPerSecond)
    }
}
