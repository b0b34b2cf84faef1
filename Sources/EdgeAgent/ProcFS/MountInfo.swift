/// What is mounted where, with the numbers of the devices.
///
/// Source: `proc_pid_mountinfo(5)`.
public struct MountInfo {
    /// One mount; lent.
    public struct Entry {
        /// The device's major number, in decimal digits.
        public var major: KernelText
        /// The device's minor number.
        public var minor: KernelText
        /// Where, as the file writes it: spaces and the like are octal numbers behind a backslash.
        public var mountPoint: KernelText
        /// What is mounted, written in the same way.
        public var device: KernelText
    }

    private var rows: KernelText

    /// Begins to read the text of `/proc/PID/mountinfo`.
    public init(parsing text: KernelText) {
        rows = text
    }

    /// Takes the next mount of a line such as
    /// `36 35 98:0 /root /mnt rw,noatime shared:1 - ext3 /dev/sda3 rw`; lines that are none are passed over.
    public mutating func next() -> Entry? {
        while var fields = rows.nextLine() {
            guard
                fields.nextField() != nil, fields.nextField() != nil,
                let (major, minor) = fields.nextField()?.split(at: UInt8(ascii: ":")),
                fields.nextField() != nil, let mountPoint = fields.nextField()
            else {
                continue
            }
            // Between the options and the dash there are as many fields as the kernel likes.
            while let field = fields.nextField(), !(field == "-") {}
            guard fields.nextField() != nil, let device = fields.nextField() else { continue }
            return Entry(major: major, minor: minor, mountPoint: mountPoint, device: device)
        }
        return nil
    }
}
