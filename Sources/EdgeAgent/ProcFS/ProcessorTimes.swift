/// How long one processor, or all of them, spent in each mode since boot.
///
/// In ticks of the user-visible clock, which is 100 Hz on every platform of ours (`getconf CLK_TCK`).
/// Source: `proc_stat(5)`.
public struct ProcessorTimes: Equatable, Sendable {
    /// Ticks in a second.
    public static let ticksPerSecond = 100.0

    /// Normal processes in user mode, guests included.
    public var user: UInt64 = 0
    /// Processes of positive niceness in user mode, guests included.
    public var nice: UInt64 = 0
    /// Processes in kernel mode.
    public var system: UInt64 = 0
    /// Nothing to do.
    public var idle: UInt64 = 0
    /// Nothing to do but to wait for a disk.
    public var iowait: UInt64 = 0
    /// Interrupts.
    public var irq: UInt64 = 0
    /// Soft interrupts.
    public var softirq: UInt64 = 0
    /// Taken by the hypervisor for other machines.
    public var steal: UInt64 = 0
    /// A guest's processor.
    public var guest: UInt64 = 0
    /// A guest's processor, of positive niceness.
    public var guestNice: UInt64 = 0

    /// All zero.
    public init() {}

    /// Reads what follows the name on a `cpu` line.
    ///
    /// Old kernels have fewer fields: those stay 0.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` unless at least four numbers are there.
    public init(parsing text: KernelText) throws(ProcFSError) {
        var fields = text
        guard
            let user = fields.nextUnsigned(), let nice = fields.nextUnsigned(), let system = fields.nextUnsigned(),
            let idle = fields.nextUnsigned()
        else {
            throw .malformed("stat", expected: "four numbers of ticks", found: text)
        }
        (self.user, self.nice, self.system, self.idle) = (user, nice, system, idle)
        iowait = fields.nextUnsigned() ?? 0
        irq = fields.nextUnsigned() ?? 0
        softirq = fields.nextUnsigned() ?? 0
        steal = fields.nextUnsigned() ?? 0
        guest = fields.nextUnsigned() ?? 0
        guestNice = fields.nextUnsigned() ?? 0
    }

    /// Follows `newer`, but never backwards.
    ///
    /// After a processor was unplugged and plugged in again, the kernel may count from an earlier value. A fall of the idle time by three seconds or more is taken as a new beginning, as
    /// node_exporter does.
    public mutating func advance(to newer: ProcessorTimes) {
        if idle > newer.idle, idle - newer.idle >= 300 {
            self = newer
            return
        }
        user = max(user, newer.user)
        nice = max(nice, newer.nice)
        system = max(system, newer.system)
        idle = max(idle, newer.idle)
        iowait = max(iowait, newer.iowait)
        irq = max(irq, newer.irq)
        softirq = max(softirq, newer.softirq)
        steal = max(steal, newer.steal)
        guest = max(guest, newer.guest)
        guestNice = max(guestNice, newer.guestNice)
    }
}
