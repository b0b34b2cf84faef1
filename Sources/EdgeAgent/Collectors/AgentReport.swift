internal import Glibc
internal import ProcFS

/// Writes what the agent costs, under the names that all Prometheus clients use for themselves.
///
/// Source: `proc_pid_stat(5)`, `getrlimit(2)`.
public final class AgentReport {
    private var own = KernelFile("/proc/self/stat", .whole)
    private var system = KernelFile("/proc/stat", .whole)
    private var descriptors = KernelDirectory("/proc/self/fd")
    private let buffer = ReadBuffer(capacity: 4_096)
    private let pageSize = Double(sysconf(Int32(_SC_PAGESIZE)))
    /// Seconds since the Unix epoch; the machine's time of boot is looked up once.
    private var bootTime: Double?

    /// Opens nothing yet.
    public init() {}

    /// Appends the `process_` families to `page`; a value that cannot be read is left out.
    public func write(to page: SamplePage) {
        guard page.wants("process_") else { return }
        writeStat(to: page)
        writeDescriptors(to: page)
        page.family("process_virtual_memory_max_bytes", .gauge, "Maximum amount of virtual memory available in bytes.")
        limit(Int32(RLIMIT_AS.rawValue)).map { page.add($0) }
    }

    private func writeStat(to page: SamplePage) {
        let isWanted = page.wants {
            $0.hasPrefix("process_") && !$0.hasSuffix("_fds") && !$0.hasSuffix("_max_bytes")
        }
        guard isWanted, let boot = boot(), let text = try? own.read(into: buffer),
            let parenthesis = text.lastIndex(of: 0x29)
        else {
            return
        }
        // The name in parentheses may contain anything; the third field of the manual page is the first behind it.
        var fields = text.dropping(parenthesis + 1)
        var values = InlineArray<22, UInt64>(repeating: 0)
        for index in values.indices { values[index] = fields.nextField()?.unsigned ?? 0 }
        page.family("process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.")
        page.add(Double(values[11] &+ values[12]) / ProcessorTimes.ticksPerSecond)
        page.family("process_resident_memory_bytes", .gauge, "Resident memory size in bytes.")
        page.add(Double(values[21]) * pageSize)
        page.family(
            "process_start_time_seconds",
            .gauge,
            "Start time of the process since unix epoch in seconds."
        )
        page.add(boot + Double(values[19]) / ProcessorTimes.ticksPerSecond)
        page.family("process_virtual_memory_bytes", .gauge, "Virtual memory size in bytes.")
        page.add(Double(values[20]))
    }

    private func writeDescriptors(to page: SamplePage) {
        page.family("process_max_fds", .gauge, "Maximum number of open file descriptors.")
        limit(Int32(RLIMIT_NOFILE.rawValue)).map { page.add($0) }
        guard page.family("process_open_fds", .gauge, "Number of open file descriptors.") else { return }
        // Since Linux 6.2 the directory's size is the number of its entries, and needs no listing.
        var status = stat()
        if "/proc/self/fd".withCString({ stat($0, &status) }) == 0, status.st_size > 0 {
            page.add(Double(status.st_size))
            return
        }
        var count = 0
        guard (try? descriptors.forEachEntry { _ in count += 1 }) != nil else { return }
        page.add(Double(count))
    }

    private func boot() -> Double? {
        if bootTime == nil, let text = try? system.read(into: buffer),
            let statistics = try? SystemStatistics(parsing: text)
        {
            bootTime = statistics.bootTime.map { Double($0) }
            system.closeDescriptor()
        }
        return bootTime
    }

    private func limit(_ resource: Int32) -> Double? {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(resource), &limit) == 0 ? Double(limit.rlim_cur) : nil
    }
}
