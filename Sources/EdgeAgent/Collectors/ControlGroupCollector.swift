internal import ProcFS

/// `cgroups`: how many control groups there are, which node_exporter's collector of this name tells, and what chosen units
/// use, as the kernel accounts for control groups of version 2.
///
/// `--collector.cgroups.units` takes paths below the root of the hierarchy, separated by spaces, such as
/// `system.slice/cassandra.service`.
/// Source: `Documentation/admin-guide/cgroup-v2.rst` of the kernel.
final class ControlGroupCollector: Collector {
    let name: StaticString = "cgroups"
    let prefixes: [StaticString] = ["edge_cgroup_", "node_cgroups_"]

    /// A number that has a file of its own.
    private static let singles: [(file: StaticString, family: StaticString, help: StaticString)] = [
        ("memory.current", "edge_cgroup_memory_bytes", "Memory that the unit uses, page cache included."),
        ("memory.swap.current", "edge_cgroup_memory_swap_bytes", "Swap space that the unit uses."),
        ("memory.max", "edge_cgroup_memory_limit_bytes", "Memory that the unit may use; +Inf without a limit."),
        ("pids.current", "edge_cgroup_tasks", "Processes and threads of the unit."),
    ]
    /// A number on a line of `file`.
    private static let keyed:
        [(
            file: StaticString, key: StaticString, family: StaticString, kind: SamplePage.Kind, scale: Double,
            help: StaticString
        )] = [
            (
                "cpu.stat", "usage_usec", "edge_cgroup_cpu_seconds_total", .counter, 1e6,
                "Processor time that the unit used."
            ),
            (
                "cpu.stat", "user_usec", "edge_cgroup_cpu_user_seconds_total", .counter, 1e6,
                "Processor time that the unit used in user mode."
            ),
            (
                "cpu.stat", "system_usec", "edge_cgroup_cpu_system_seconds_total", .counter, 1e6,
                "Processor time that the unit used in kernel mode."
            ),
            (
                "cpu.stat", "nr_throttled", "edge_cgroup_cpu_throttled_periods_total", .counter, 1,
                "Periods in which the unit was held back by its limit."
            ),
            (
                "cpu.stat", "throttled_usec", "edge_cgroup_cpu_throttled_seconds_total", .counter, 1e6,
                "Time for which the unit was held back by its limit."
            ),
            (
                "memory.stat", "anon", "edge_cgroup_memory_anonymous_bytes", .gauge, 1,
                "Memory of the unit that no file backs."
            ),
            ("memory.stat", "file", "edge_cgroup_memory_file_bytes", .gauge, 1, "Page cache of the unit."),
            (
                "memory.stat", "pgmajfault", "edge_cgroup_memory_major_faults_total", .counter, 1,
                "Page faults of the unit that needed a disk."
            ),
            (
                "memory.events", "oom_kill", "edge_cgroup_memory_kills_total", .counter, 1,
                "Processes of the unit that were killed for want of memory."
            ),
        ]
    private static let pressures: [(file: StaticString, family: StaticString, help: StaticString)] = [
        (
            "cpu.pressure", "edge_cgroup_pressure_cpu_waiting_seconds_total",
            "Time in which a task of the unit waited for a processor."
        ),
        (
            "io.pressure", "edge_cgroup_pressure_io_waiting_seconds_total",
            "Time in which a task of the unit waited for a disk."
        ),
        (
            "memory.pressure", "edge_cgroup_pressure_memory_waiting_seconds_total",
            "Time in which a task of the unit waited for memory."
        ),
    ]
    private static let transfers: [(key: StaticString, family: StaticString, help: StaticString)] = [
        ("rbytes=", "edge_cgroup_io_read_bytes_total", "Bytes that the unit read from disks."),
        ("wbytes=", "edge_cgroup_io_written_bytes_total", "Bytes that the unit wrote to disks."),
        ("rios=", "edge_cgroup_io_reads_total", "Reads of the unit from disks."),
        ("wios=", "edge_cgroup_io_writes_total", "Writes of the unit to disks."),
    ]

    /// The files of one unit, each opened at its first use.
    private final class Unit {
        let name: [UInt8]
        private let path: String
        private var files: [(name: StaticString, file: Source)] = []

        final class Source {
            var file: KernelFile
            init(_ path: String) { file = KernelFile(path) }
        }

        init(_ name: Substring, below root: String) {
            self.name = Array(name.utf8)
            path = root + "/" + name
        }

        func read(_ name: StaticString, into buffer: ReadBuffer) -> KernelText? {
            let known = files.first { $0.name.utf8Start == name.utf8Start }?.file
            let source = known ?? Source("\(path)/\(name)")
            if known == nil { files.append((name, source)) }
            do {
                return try source.file.read(into: buffer)
            } catch {
                // The unit is not running, or its controller is not enabled.
                return nil
            }
        }
    }

    private let units: [Unit]
    private var controllers: KernelFile

    init(_ settings: CollectorSettings) {
        controllers = KernelFile(settings.proc("cgroups"))
        let names = (settings.option("cgroups.units") ?? "").split(separator: " ")
        let root = settings.option("cgroups.root") ?? settings.sys("fs/cgroup")
        units = names.map { Unit($0, below: root) }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if page.wants(where: { $0.hasPrefix("node_cgroups_") }) { try writeControllers(to: page, using: buffer) }
        let isStateWanted = page.family(
            "edge_cgroup_up",
            .gauge,
            "Whether the unit has a control group (1 = yes, 0 = no)."
        )
        for unit in units where isStateWanted {
            let isUp = unit.read("cgroup.events", into: buffer) != nil
            page.label("unit", bytes: unit.name).add(isUp ? 1.0 : 0.0)
        }
        for single in ControlGroupCollector.singles {
            guard page.family(single.family, .gauge, single.help) else { continue }
            for unit in units {
                guard let text = unit.read(single.file, into: buffer)?.trimmed else { continue }
                guard let value = text == "max" ? .infinity : text.number else { continue }
                page.label("unit", bytes: unit.name).add(value)
            }
        }
        for keyed in ControlGroupCollector.keyed {
            guard page.family(keyed.family, keyed.kind, keyed.help) else { continue }
            for unit in units {
                guard let value = value(of: keyed.key, in: unit.read(keyed.file, into: buffer)) else { continue }
                page.label("unit", bytes: unit.name).add(value / keyed.scale)
            }
        }
        for pressure in ControlGroupCollector.pressures {
            guard page.family(pressure.family, .counter, pressure.help) else { continue }
            for unit in units {
                guard let text = unit.read(pressure.file, into: buffer) else { continue }
                guard let total = try PressureStall(parsing: text).some else { continue }
                page.label("unit", bytes: unit.name).add(Double(total) / 1_000 / 1_000)
            }
        }
        writeTransfers(to: page, using: buffer)
    }

    /// A line of `cgroups(7)`'s table is `memory 4 41 1`: the controller, its hierarchy, its groups, and whether it is enabled.
    private func writeControllers(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let text: KernelText
        do {
            text = try controllers.read(into: buffer)
        } catch .absent {
            // A kernel that only knows version 2.
            return
        }
        let help: StaticString = "Current cgroup number of the subsystem."
        for (column, family) in [(2, "node_cgroups_cgroups"), (3, "node_cgroups_enabled")] as [(Int, StaticString)]
        where page.family(family, .gauge, help) {
            var rest = text
            while var fields = rest.nextLine() {
                guard let name = fields.nextField(), name[0] != UInt8(ascii: "#") else { continue }
                for _ in 1..<column { _ = fields.nextField() }
                guard let value = fields.nextUnsigned() else {
                    throw .malformed(path: controllers.path, expected: "four columns", found: name.string)
                }
                page.label("subsys_name", name).add(value)
            }
        }
    }

    private func value(of key: StaticString, in text: KernelText?) -> Double? {
        guard var rest = text else { return nil }
        while var fields = rest.nextLine() {
            if let first = fields.nextField(), first == key { return fields.nextNumber() }
        }
        return nil
    }

    /// A line of `io.stat` is `8:0 rbytes=1459200 wbytes=314773504 rios=192 ...`.
    private func writeTransfers(to page: SamplePage, using buffer: ReadBuffer) {
        for transfer in ControlGroupCollector.transfers {
            guard page.family(transfer.family, .counter, transfer.help) else { continue }
            for unit in units {
                guard var text = unit.read("io.stat", into: buffer) else { continue }
                while var fields = text.nextLine() {
                    guard let device = fields.nextField() else { continue }
                    while let field = fields.nextField() {
                        guard let value = field.removingPrefix(transfer.key)?.number else { continue }
                        page.label("device", device).label("unit", bytes: unit.name).add(value)
                    }
                }
            }
        }
    }
}
