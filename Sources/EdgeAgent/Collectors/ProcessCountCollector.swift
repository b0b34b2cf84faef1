internal import ProcFS

/// `processes`: how many processes and threads there are, by state.
///
/// It visits every process, so it is off unless asked for.
/// Source: `proc_pid_stat(5)`.
final class ProcessCountCollector: Collector {
    let name: StaticString = "processes"
    let prefixes: [StaticString] = ["node_processes_"]

    private let procfs: String
    private var directory: KernelDirectory
    private var threadLimit: KernelFile
    private var processLimit: KernelFile

    /// How many tasks are in each state, by the state's letter.
    private typealias Counts = InlineArray<128, UInt64>

    init(_ settings: CollectorSettings) {
        procfs = settings.procfs
        directory = KernelDirectory(settings.procfs)
        threadLimit = KernelFile(settings.proc("sys/kernel/threads-max"), .whole)
        processLimit = KernelFile(settings.proc("sys/kernel/pid_max"), .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if page.wants(where: { $0.hasPrefix(prefixes[0]) && !$0.hasPrefix("node_processes_max_") }) {
            try writeTasks(to: page, using: buffer)
        }
        if page.family("node_processes_max_threads", .gauge, "Limit of threads in the system") {
            try threadLimit.read(into: buffer).trimmed.number.map { page.add($0) }
        }
        if page.family("node_processes_max_processes", .gauge, "Number of max PIDs limit") {
            try processLimit.read(into: buffer).trimmed.number.map { page.add($0) }
        }
    }

    private func writeTasks(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let needsThreads = page.wants("node_processes_threads_state")
        var identifiers: [UInt64] = []
        try directory.forEachEntry { name in name.unsigned.map { identifiers.append($0) } }
        var (processes, threads) = (Counts(repeating: 0), Counts(repeating: 0))
        var (processCount, threadCount): (UInt64, UInt64) = (0, 0)
        for identifier in identifiers {
            let path = "\(procfs)/\(identifier)"
            guard let (state, count) = status(of: path, using: buffer) else { continue }
            processCount += 1
            threadCount &+= count
            processes[state] += 1
            if needsThreads { countThreads(of: path, in: &threads, using: buffer) }
        }
        page.family("node_processes_threads", .gauge, "Allocated threads in system")
        page.add(threadCount)
        page.family("node_processes_state", .gauge, "Number of processes in each state.")
        write(processes, "state", to: page)
        page.family("node_processes_threads_state", .gauge, "Number of threads in each state.")
        write(threads, "thread_state", to: page)
        page.family("node_processes_pids", .gauge, "Number of PIDs")
        page.add(processCount)
    }

    private func write(_ counts: borrowing Counts, _ label: StaticString, to page: SamplePage) {
        for state in counts.indices where counts[state] > 0 {
            page.label(label, bytes: [UInt8(truncatingIfNeeded: state)]).add(counts[state])
        }
    }

    private func countThreads(of path: String, in counts: inout Counts, using buffer: ReadBuffer) {
        var identifiers: [UInt64] = []
        do {
            var directory = KernelDirectory(path + "/task")
            try directory.forEachEntry { name in name.unsigned.map { identifiers.append($0) } }
        } catch {
            // The process has ended since it was listed.
            return
        }
        for identifier in identifiers {
            if let (state, _) = status(of: "\(path)/task/\(identifier)", using: buffer) { counts[state] += 1 }
        }
    }

    /// The state's letter and the number of threads; `nil` when the process has ended.
    private func status(of path: String, using buffer: ReadBuffer) -> (state: Int, threads: UInt64)? {
        var file = KernelFile(path + "/stat", .whole)
        do {
            let text = try file.read(into: buffer)
            guard let parenthesis = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
            var fields = text.dropping(parenthesis + 1)
            guard let state = fields.nextField(), state.count == 1, state[0] < 128 else { return nil }
            for _ in 0..<16 { _ = fields.nextField() }
            return (Int(state[0]), fields.nextUnsigned() ?? 0)
        } catch {
            return nil
        }
    }
}
