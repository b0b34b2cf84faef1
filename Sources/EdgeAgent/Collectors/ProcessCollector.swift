internal import Glibc
internal import ProcFS
internal import ProcessTable

/// `process`: what chosen processes use, by name or by the control group of their unit.
///
/// `--collector.process.names` is a regular expression for names as in `proc_pid_comm(5)`; `--collector.process.units`
/// takes paths below the control groups' root, such as `system.slice/cassandra.service`. Processes of one name, or of one
/// unit, are summed up: counters fall when one of them ends, which a server takes as a restart.
final class ProcessCollector: Collector {
    let name: StaticString = "process"
    let prefixes: [StaticString] = ["edge_process_"]

    /// What processes of one name use together.
    private struct Group {
        /// `name` or `unit`.
        let label: StaticString
        let value: [UInt8]
        var count: UInt64 = 0
        var userTicks: UInt64 = 0
        var systemTicks: UInt64 = 0
        var majorFaults: UInt64 = 0
        var threads: UInt64 = 0
        var virtualBytes: UInt64 = 0
        var residentPages: UInt64 = 0
        var descriptors: UInt64 = 0
        var readBytes: UInt64 = 0
        var writtenBytes: UInt64 = 0
    }

    private struct Unit {
        let path: [UInt8]
        let file: Source
        var members: [Int32] = []
    }

    private final class Source {
        var file: KernelFile
        init(_ path: String) { file = KernelFile(path) }
    }

    private let names: Expression?
    private var units: [Unit]
    private let procfs: String
    private let pageSize = UInt64(sysconf(Int32(_SC_PAGESIZE)))
    private var table: ProcessTable?
    private var groups: [Group] = []

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        let pattern = settings.option("process.names") ?? ""
        names = pattern.isEmpty ? nil : try Expression(pattern, flag: "--collector.process.names")
        let root = settings.option("cgroups.root") ?? settings.sys("fs/cgroup")
        units = (settings.option("process.units") ?? "").split(separator: " ").map {
            Unit(path: Array($0.utf8), file: Source("\(root)/\($0)/cgroup.procs"))
        }
        procfs = settings.procfs
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        groups.removeAll(keepingCapacity: true)
        for index in units.indices { units[index].members = members(of: units[index], using: buffer) }
        do throws(ProcessTableError) {
            if table == nil { table = try ProcessTable() }
            try table?.visit { add($0, using: buffer) }
        } catch {
            throw .malformed(path: error.function, expected: "a list of processes", found: error.reason)
        }
        write(to: page)
    }

    private func members(of unit: Unit, using buffer: ReadBuffer) -> [Int32] {
        var members: [Int32] = []
        do {
            var text = try unit.file.file.read(into: buffer)
            while let line = text.nextLine() {
                line.unsigned.flatMap { Int32(exactly: $0) }.map { members.append($0) }
            }
        } catch {
            // The unit is not running.
        }
        return members
    }

    private func add(_ process: ProcessRecord, using buffer: ReadBuffer) {
        if names?.matches(KernelText(process.name)) == true {
            add(process, to: "name", Array(process.name), using: buffer)
        }
        for unit in units where unit.members.contains(process.identifier) {
            add(process, to: "unit", unit.path, using: buffer)
        }
    }

    private func add(_ process: ProcessRecord, to label: StaticString, _ value: [UInt8], using buffer: ReadBuffer) {
        let known = groups.firstIndex { $0.value == value && $0.label.utf8Start == label.utf8Start }
        if known == nil { groups.append(Group(label: label, value: value)) }
        let index = known ?? groups.count - 1
        groups[index].count += 1
        groups[index].userTicks &+= process.userTicks
        groups[index].systemTicks &+= process.systemTicks
        groups[index].majorFaults &+= process.majorFaults
        groups[index].threads += UInt64(max(0, process.threads))
        groups[index].virtualBytes &+= process.virtualBytes
        groups[index].residentPages &+= process.residentPages
        addFiles(of: process.identifier, to: &groups[index], using: buffer)
    }

    /// Descriptors and transferred bytes, which libproc2 does not tell; only root may see those of other users.
    private func addFiles(of process: Int32, to group: inout Group, using buffer: ReadBuffer) {
        var directory = KernelDirectory("\(procfs)/\(process)/fd")
        var file = KernelFile("\(procfs)/\(process)/io", .whole)
        do {
            var count: UInt64 = 0
            try directory.forEachEntry { _ in count += 1 }
            group.descriptors += count
            var text = try file.read(into: buffer)
            while let line = try KeyedNumbers.next(in: &text, of: "io") {
                if line.name == "read_bytes" { group.readBytes &+= UInt64(max(0, min(line.value, 1e18))) }
                if line.name == "write_bytes" { group.writtenBytes &+= UInt64(max(0, min(line.value, 1e18))) }
            }
        } catch {
            // The process has ended, or is none of our business.
        }
    }

    private func write(to page: SamplePage) {
        write("edge_process_count", .gauge, "Processes of this name or unit.", to: page) { Double($0.count) }
        write("edge_process_cpu_user_seconds_total", .counter, "Processor time in user mode.", to: page) {
            Double($0.userTicks) / ProcessorTimes.ticksPerSecond
        }
        write("edge_process_cpu_system_seconds_total", .counter, "Processor time in kernel mode.", to: page) {
            Double($0.systemTicks) / ProcessorTimes.ticksPerSecond
        }
        write("edge_process_major_faults_total", .counter, "Page faults that needed a disk.", to: page) {
            Double($0.majorFaults)
        }
        write("edge_process_threads", .gauge, "Threads.", to: page) { Double($0.threads) }
        write("edge_process_virtual_memory_bytes", .gauge, "Address space.", to: page) { Double($0.virtualBytes) }
        write("edge_process_resident_memory_bytes", .gauge, "Memory in use.", to: page) { [pageSize] in
            Double($0.residentPages) * Double(pageSize)
        }
        write("edge_process_open_fds", .gauge, "Open files, where the agent may see them.", to: page) {
            Double($0.descriptors)
        }
        write(
            "edge_process_io_read_bytes_total",
            .counter,
            "Bytes read from disks, where the agent may see them.",
            to: page
        ) { Double($0.readBytes) }
        write(
            "edge_process_io_written_bytes_total",
            .counter,
            "Bytes written to disks, where the agent may see them.",
            to: page
        ) { Double($0.writtenBytes) }
    }

    private func write(
        _ family: StaticString,
        _ kind: SamplePage.Kind,
        _ help: StaticString,
        to page: SamplePage,
        _ value: (Group) -> Double
    ) {
        page.family(family, kind, help)
        for group in groups { page.label(group.label, bytes: group.value).add(value(group)) }
    }
}
