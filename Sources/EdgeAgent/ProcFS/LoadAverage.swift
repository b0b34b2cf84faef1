/// How many tasks wanted the processor, averaged over three spans of time.
///
/// Source: `proc_loadavg(5)`.
public struct LoadAverage: Equatable, Sendable {
    /// Runnable or uninterruptible tasks, averaged over one minute.
    public var oneMinute: Double
    /// The same, over five minutes.
    public var fiveMinutes: Double
    /// The same, over fifteen minutes.
    public var fifteenMinutes: Double

    /// Reads the text of `/proc/loadavg`, such as `0.20 0.18 0.12 1/80 11206`.
    ///
    /// Further fields are ignored: kernels may add more.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` unless the text begins with three finite numbers.
    public init(parsing text: KernelText) throws(ProcFSError) {
        var fields = text
        guard
            let one = fields.nextNumber(), let five = fields.nextNumber(), let fifteen = fields.nextNumber(),
            one.isFinite, five.isFinite, fifteen.isFinite
        else {
            throw .malformed("loadavg", expected: "three numbers", found: text)
        }
        (oneMinute, fiveMinutes, fifteenMinutes) = (one, five, fifteen)
    }
}
