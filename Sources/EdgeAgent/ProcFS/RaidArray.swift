/// A software RAID array.
///
/// Source: `md(4)`; `drivers/md/md.c` of the kernel writes the file.
public struct RaidArray {
    /// What the array is doing.
    public enum State: Sendable {
        /// It serves.
        case active
        /// It does not.
        case inactive
        /// A disk is being filled.
        case recovering
        /// The disks are being made equal.
        case resync
        /// The disks are being compared.
        case check
    }

    /// The array's name, such as `md0`; lent.
    public var device: KernelText
    /// What it is doing.
    public var state: State
    /// Disks that serve.
    public var activeDisks: UInt64 = 0
    /// Disks that failed.
    public var failedDisks: UInt64 = 0
    /// Disks that wait.
    public var spareDisks: UInt64 = 0
    /// Disks that the array should have.
    public var requiredDisks: UInt64 = 0
    /// Blocks of 1,024 bytes.
    public var blocks: UInt64 = 0
    /// Blocks that are equal on all disks.
    public var syncedBlocks: UInt64 = 0

    /// Takes the next array of the text of `/proc/mdstat`.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when an array has no line of blocks.
    public static func next(in text: inout KernelText) throws(ProcFSError) -> RaidArray? {
        while let line = text.nextLine() {
            var fields = line
            guard let device = fields.nextField(), device.hasPrefix("md"), let colon = fields.nextField(), colon == ":"
            else {
                continue
            }
            guard let state = fields.nextField() else {
                throw .malformed("mdstat", expected: "a state", found: line)
            }
            var array = RaidArray(device: device, state: state == "active" ? .active : .inactive)
            let members = array.countMembers(fields)
            try array.readSizes(&text, members: members, line: line)
            array.readProgress(&text)
            return array
        }
        return nil
    }

    /// Counts the disks of a line such as `raid1 sda1[0] sdb1[1](F) sdc1[2](S)`.
    private mutating func countMembers(_ line: KernelText) -> UInt64 {
        var (rest, members): (KernelText, UInt64) = (line, 0)
        while let field = rest.nextField() {
            guard field.firstIndex(of: UInt8(ascii: "[")) != nil else { continue }
            members += 1
            if field.hasSuffix("(F)") { failedDisks += 1 }
            if field.hasSuffix("(S)") { spareDisks += 1 }
        }
        return members
    }

    /// Reads a line such as `248896 blocks [2/1] [U_]`.
    private mutating func readSizes(
        _ text: inout KernelText,
        members: UInt64,
        line: KernelText
    ) throws(ProcFSError) {
        guard var fields = text.nextLine(), let size = fields.nextUnsigned() else {
            throw .malformed("mdstat", expected: "a line of blocks", found: line)
        }
        (blocks, syncedBlocks) = (size, size)
        let healthy = members - min(members, failedDisks + spareDisks)
        // Without redundancy there is no `[2/1]`, and a missing disk would be the end of the array.
        (activeDisks, requiredDisks) = (state == .active ? healthy : 0, state == .active ? members : 0)
        while let field = fields.nextField() {
            guard
                let (required, active) = field.removingPrefix("[")?.removingSuffix("]")?.split(at: UInt8(ascii: "/")),
                let requiredCount = required.unsigned, let activeCount = active.unsigned
            else {
                continue
            }
            if state == .active { (requiredDisks, activeDisks) = (requiredCount, activeCount) }
        }
    }

    /// Reads the lines that belong to the array up to an empty one, such as
    /// `[=>...]  recovery =  8.5% (16775552/195310144) finish=17.0min` or `resync=DELAYED`.
    private mutating func readProgress(_ text: inout KernelText) {
        while !text.isEmpty {
            guard let line = text.nextLine(), !line.trimmed.isEmpty else { return }
            var fields = line
            while let field = fields.nextField() {
                if field == "recovery" || field.hasPrefix("recovery=") || field.hasPrefix("reshape") {
                    state = .recovering
                } else if field == "resync" || field.hasPrefix("resync=") {
                    state = .resync
                    if field.hasSuffix("=DELAYED") || field.hasSuffix("=PENDING") { syncedBlocks = 0 }
                } else if field == "check" || field.hasPrefix("check=") {
                    state = .check
                } else if let (done, _) = field.removingPrefix("(")?.split(at: UInt8(ascii: "/")),
                    let synced = done.unsigned
                {
                    syncedBlocks = synced
                }
            }
        }
    }
}
