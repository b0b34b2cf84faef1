/// What the kernel counts about the whole system; the processors' times stand in the same file.
///
/// Source: `proc_stat(5)`.
public struct SystemStatistics: Equatable, Sendable {
    /// Interrupts serviced since boot.
    public var interrupts: UInt64?
    /// Context switches since boot.
    public var contextSwitches: UInt64?
    /// When the machine was booted, in seconds since the Unix epoch.
    public var bootTime: UInt64?
    /// Processes and threads created since boot.
    public var forks: UInt64?
    /// Tasks that run or are ready to.
    public var running: UInt64?
    /// Tasks that wait for a disk.
    public var blocked: UInt64?

    /// Reads the text of `/proc/stat`; a line that is missing leaves its value `nil`.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when a known line has no number, or no line is known.
    public init(parsing text: KernelText) throws(ProcFSError) {
        var (rest, isKnown) = (text, false)
        while let line = rest.nextLine() {
            var fields = line
            guard let key = fields.nextField() else { continue }
            let destination: WritableKeyPath<SystemStatistics, UInt64?>
            // Ordered by how soon they can be told apart; `cpu` lines are the most.
            if key.hasPrefix("cpu") || key == "softirq" {
                continue
            } else if key == "intr" {
                destination = \.interrupts
            } else if key == "ctxt" {
                destination = \.contextSwitches
            } else if key == "btime" {
                destination = \.bootTime
            } else if key == "processes" {
                destination = \.forks
            } else if key == "procs_running" {
                destination = \.running
            } else if key == "procs_blocked" {
                destination = \.blocked
            } else {
                continue
            }
            guard let value = fields.nextUnsigned() else {
                throw .malformed("stat", expected: "a number", found: line)
            }
            self[keyPath: destination] = value
            isKnown = true
        }
        guard isKnown else {
            throw .malformed("stat", expected: "lines such as `ctxt 1990473`", found: text)
        }
    }

    /// Finds the next line of one processor in the text of `/proc/stat`, but not that of their sum.
    ///
    /// - Returns: The processor's number as the kernel writes it and its times, or `nil` at the end.
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when such a line has fewer than four numbers.
    public static func nextProcessor(
        in text: inout KernelText
    ) throws(ProcFSError) -> (name: KernelText, times: ProcessorTimes)? {
        while let line = text.nextLine() {
            var fields = line
            guard let key = fields.nextField(), let name = key.removingPrefix("cpu"), !name.isEmpty else { continue }
            return (name, try ProcessorTimes(parsing: fields))
        }
        return nil
    }
}
