/// What one block device has done since boot.
///
/// Source: `Documentation/admin-guide/iostats.rst` of the kernel.
public struct DiskStatistics {
    /// The device's major number.
    public var major: UInt64
    /// The device's minor number.
    public var minor: UInt64
    /// The device's name, such as `mmcblk0`; lent.
    public var device: KernelText
    /// The numbers behind the name, in the file's order; of these, the first ``count`` are there.
    public var values: InlineArray<17, UInt64>
    /// How many numbers this kernel gives: 11, 15 since Linux 4.18, 17 since 5.5; partitions of old kernels have 4.
    public var count: Int

    /// Takes the next line of the text of `/proc/diskstats`.
    ///
    /// - Returns: The device, or `nil` at the end.
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` unless two numbers, a name and four numbers are there.
    public static func next(in text: inout KernelText) throws(ProcFSError) -> DiskStatistics? {
        while let line = text.nextLine() {
            var fields = line
            if line.trimmed.isEmpty { continue }
            guard
                let major = fields.nextUnsigned(), let minor = fields.nextUnsigned(), let name = fields.nextField()
            else {
                throw .malformed("diskstats", expected: "two numbers and a name", found: line)
            }
            var disk = DiskStatistics(major: major, minor: minor, device: name, values: .init(repeating: 0), count: 0)
            while disk.count < disk.values.count, let value = fields.nextUnsigned() {
                disk.values[disk.count] = value
                disk.count += 1
            }
            guard disk.count >= 4 else {
                throw .malformed("diskstats", expected: "at least four counters", found: line)
            }
            return disk
        }
        return nil
    }
}
