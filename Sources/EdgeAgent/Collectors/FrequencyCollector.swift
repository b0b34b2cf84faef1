internal import ProcFS

/// `cpufreq`: how fast each processor's clock runs, and may.
final class FrequencyCollector: Collector {
    let name: StaticString = "cpufreq"
    let prefixes: [StaticString] = ["node_cpu_frequency_", "node_cpu_scaling_"]

    /// The kernel writes kilohertz.
    private static let table = [
        NumericAttribute(
            "cpufreq/cpuinfo_cur_freq",
            "node_cpu_frequency_hertz",
            .gauge,
            scale: 1_000,
            "Current cpu thread frequency in hertz."
        ),
        NumericAttribute(
            "cpufreq/cpuinfo_max_freq",
            "node_cpu_frequency_max_hertz",
            .gauge,
            scale: 1_000,
            "Maximum cpu thread frequency in hertz."
        ),
        NumericAttribute(
            "cpufreq/cpuinfo_min_freq",
            "node_cpu_frequency_min_hertz",
            .gauge,
            scale: 1_000,
            "Minimum cpu thread frequency in hertz."
        ),
        NumericAttribute(
            "cpufreq/scaling_cur_freq",
            "node_cpu_scaling_frequency_hertz",
            .gauge,
            scale: 1_000,
            "Current scaled CPU thread frequency in hertz."
        ),
        NumericAttribute(
            "cpufreq/scaling_max_freq",
            "node_cpu_scaling_frequency_max_hertz",
            .gauge,
            scale: 1_000,
            "Maximum scaled CPU thread frequency in hertz."
        ),
        NumericAttribute(
            "cpufreq/scaling_min_freq",
            "node_cpu_scaling_frequency_min_hertz",
            .gauge,
            scale: 1_000,
            "Minimum scaled CPU thread frequency in hertz."
        ),
    ]

    private let processors: DeviceDirectory
    private let governorBuffer = ReadBuffer(capacity: 64)

    init(_ settings: CollectorSettings) {
        processors = DeviceDirectory(
            settings.sys("devices/system/cpu"),
            attributes: FrequencyCollector.table.map(\.path)
                + ["cpufreq/scaling_governor", "cpufreq/scaling_available_governors"]
        ) { $0.removingPrefix("cpu")?.unsigned != nil }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        try processors.refresh()
        page.write(FrequencyCollector.table, of: processors.devices, using: buffer) {
            $0.label("cpu", of: $1, dropping: 3)
        }
        if page.family("node_cpu_scaling_governor", .gauge, "Current enabled CPU frequency governor.") {
            writeGovernors(to: page, using: buffer)
        }
    }

    private func writeGovernors(to page: SamplePage, using buffer: ReadBuffer) {
        let first = FrequencyCollector.table.count
        for processor in processors.devices {
            guard let governor = processor.read(first, into: governorBuffer) else { continue }
            var choices = processor.read(first + 1, into: buffer) ?? .empty
            while let choice = choices.nextField() {
                page.label("cpu", of: processor, dropping: 3).label("governor", choice)
                page.add(choice == governor ? 1.0 : 0.0)
            }
        }
    }
}
