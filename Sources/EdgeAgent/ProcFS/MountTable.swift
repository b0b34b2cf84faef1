/// What is mounted where.
///
/// Source: `fstab(5)`, which also says how spaces are written.
public struct MountTable {
    /// One mount; lent.
    public struct Mount {
        /// What is mounted, such as `/dev/mmcblk0p2`.
        public var device: KernelText
        /// Where, as the file writes it: ``MountTable/unescape(_:into:)`` gives the path.
        public var mountPoint: KernelText
        /// Which kind of file system.
        public var type: KernelText
        /// The options, separated by commas.
        public var options: KernelText
    }

    private var rows: KernelText

    /// Begins to read the text of `/proc/mounts`.
    public init(parsing text: KernelText) {
        rows = text
    }

    /// Takes the next mount.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when a line has fewer than four fields.
    public mutating func next() throws(ProcFSError) -> Mount? {
        while let line = rows.nextLine() {
            var fields = line
            guard let device = fields.nextField() else { continue }
            guard let point = fields.nextField(), let type = fields.nextField(), let options = fields.nextField() else {
                throw .malformed("mounts", expected: "a device, a place, a type and options", found: line)
            }
            return Mount(device: device, mountPoint: point, type: type, options: options)
        }
        return nil
    }

    /// Writes `field` to `path` with `\040` and its like turned back into the byte they stand for.
    public static func unescape(_ field: KernelText, into path: inout [UInt8]) {
        var index = 0
        while index < field.count {
            let byte = field[index]
            if byte == UInt8(ascii: "\\"), let code = octal(field.dropping(index + 1).prefix(3)) {
                path.append(code)
                index += 4
            } else {
                path.append(byte)
                index += 1
            }
        }
    }

    private static func octal(_ digits: KernelText) -> UInt8? {
        guard digits.count == 3 else { return nil }
        var value: UInt16 = 0
        for index in 0..<3 {
            guard let digit = digits[index].decimalDigit, digit < 8 else { return nil }
            value = value << 3 | UInt16(digit)
        }
        return UInt8(exactly: value)
    }
}
