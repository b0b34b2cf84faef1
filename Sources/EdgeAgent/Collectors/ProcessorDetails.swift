internal import ProcFS

/// What is known about each processor besides its times: how often heat held it back, what it calls itself, and whether the
/// scheduler uses it.
final class ProcessorDetails {
    private let processors: DeviceDirectory
    private var cpuinfo: KernelFile
    private var isolation: KernelFile
    private let hasInfo: Bool
    private let flags: NameFilter?
    private let bugs: NameFilter?

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        processors = DeviceDirectory(
            settings.sys("devices/system/cpu"),
            attributes: [
                "topology/physical_package_id", "topology/core_id", "thermal_throttle/core_throttle_count",
                "thermal_throttle/package_throttle_count", "online",
            ]
        ) { $0.removingPrefix("cpu")?.unsigned != nil }
        cpuinfo = KernelFile(settings.proc("cpuinfo"))
        isolation = KernelFile(settings.sys("devices/system/cpu/isolated"), .whole)
        func filter(_ option: String) throws(CollectorSettingsError) -> NameFilter? {
            let pattern = settings.option(option) ?? ""
            return pattern.isEmpty ? nil : try NameFilter(settings, include: option)
        }
        flags = try filter("cpu.info.flags-include")
        bugs = try filter("cpu.info.bugs-include")
        hasInfo = settings.isEnabled["cpu.info"] ?? (flags != nil || bugs != nil)
    }

    func write(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if hasInfo, page.wants(where: { $0.hasPrefix("node_cpu_") && $0.hasSuffix("_info") || $0 == "node_cpu_info" }) {
            writeInfo(try cpuinfo.read(into: buffer), to: page)
        }
        writeIsolated(to: page, using: buffer)
        let isListWanted = page.wants {
            $0.hasPrefix("node_cpu_") && $0.hasSuffix("_throttles_total") || $0 == "node_cpu_online"
        }
        guard isListWanted else { return }
        do {
            try processors.refresh()
        } catch {
            // A container may have /proc and no /sys.
            return
        }
        if page.family(
            "node_cpu_core_throttles_total",
            .counter,
            "Number of times this CPU core has been throttled."
        ) {
            writeThrottles(2, isByCore: true, to: page, using: buffer)
        }
        if page.family(
            "node_cpu_package_throttles_total",
            .counter,
            "Number of times this CPU package has been throttled."
        ) {
            writeThrottles(3, isByCore: false, to: page, using: buffer)
        }
        writeOnline(to: page, using: buffer)
    }

    /// Where the first processor cannot be switched off, as on most machines with x86, node_exporter says nothing of any.
    private func writeOnline(to page: SamplePage, using buffer: ReadBuffer) {
        guard page.family("node_cpu_online", .gauge, "CPUs that are online and being scheduled.") else { return }
        for (index, processor) in processors.devices.enumerated() {
            let state = processor.read(4, into: buffer)
            if state == nil, index == 0 { return }
            page.label("cpu", of: processor, dropping: 3).add(state.map { $0 == "1" } == true ? 1.0 : 0.0)
        }
    }

    /// The kernel's list is such as `1,3-5,9`.
    private func writeIsolated(to page: SamplePage, using buffer: ReadBuffer) {
        let isWanted = page.family(
            "node_cpu_isolated",
            .gauge,
            "Whether each core is isolated, information from /sys/devices/system/cpu/isolated."
        )
        guard isWanted, var rest = try? isolation.read(into: buffer).trimmed else { return }
        while !rest.isEmpty {
            let (range, others) = rest.split(at: UInt8(ascii: ",")) ?? (rest, .empty)
            rest = others
            let (first, last) = range.split(at: UInt8(ascii: "-")) ?? (range, range)
            // No kernel has that many processors; what says so is no list.
            guard let low = first.unsigned, let high = last.unsigned, low <= high, high < 65_536 else { continue }
            for number in low...high { page.label("cpu", number).add(1.0) }
        }
    }

    /// Threads of one core, and cores of one package, all tell the same count: the first speaks for all.
    private func writeThrottles(_ attribute: Int, isByCore: Bool, to page: SamplePage, using buffer: ReadBuffer) {
        for (index, processor) in processors.devices.enumerated() {
            guard
                let count = processor.number(attribute, into: buffer),
                let package = processor.number(0, into: buffer), let packageNumber = UInt64(exactly: package),
                let core = processor.number(1, into: buffer), let coreNumber = UInt64(exactly: core)
            else {
                continue
            }
            let isKnown = processors.devices[..<index].contains {
                $0.number(0, into: buffer) == package && (!isByCore || $0.number(1, into: buffer) == core)
            }
            if isKnown { continue }
            if isByCore { page.label("core", coreNumber) }
            page.label("package", packageNumber).add(count)
        }
    }

    private func writeInfo(_ text: KernelText, to page: SamplePage) {
        page.family("node_cpu_info", .gauge, "CPU information from /proc/cpuinfo.")
        var rest = text
        while !rest.isEmpty {
            let section = rest
            var isProcessor = false
            while let line = rest.nextLine(), !line.trimmed.isEmpty {
                if line.hasPrefix("processor") { isProcessor = true }
            }
            guard isProcessor else { continue }
            page.label("cachesize", value("cache size", of: section)).label("core", value("core id", of: section))
                .label("cpu", value("processor", of: section)).label("family", value("cpu family", of: section))
                .label("microcode", value("microcode", of: section)).label("model", value("model", of: section))
                .label("model_name", value("model name", of: section))
                .label("package", value("physical id", of: section))
                .label("stepping", value("stepping", of: section)).label("vendor", value("vendor_id", of: section))
                .add(1.0)
        }
        page.family(
            "node_cpu_flag_info",
            .gauge,
            "The `flags` field of CPU information from /proc/cpuinfo taken from the first core."
        )
        writeWords("flags", as: "flag", flags, of: text, to: page)
        page.family(
            "node_cpu_bug_info",
            .gauge,
            "The `bugs` field of CPU information from /proc/cpuinfo taken from the first core."
        )
        writeWords("bugs", as: "bug", bugs, of: text, to: page)
    }

    private func writeWords(
        _ key: StaticString,
        as label: StaticString,
        _ filter: NameFilter?,
        of text: KernelText,
        to page: SamplePage
    ) {
        guard let filter else { return }
        var words = value(key, of: text)
        while let word = words.nextField() {
            if filter.accepts(word) { page.label(label, word).add(1.0) }
        }
    }

    private func value(_ key: StaticString, of section: KernelText) -> KernelText {
        var rest = section
        while let line = rest.nextLine(), !line.trimmed.isEmpty {
            guard let (head, tail) = line.split(at: UInt8(ascii: ":")) else { continue }
            if head.trimmed == key { return tail.trimmed }
        }
        return .empty
    }
}
