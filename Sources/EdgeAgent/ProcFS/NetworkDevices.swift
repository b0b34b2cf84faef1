/// What each network device has received and transmitted.
///
/// The second line of the file names the columns, so that a kernel with more of them is read as well.
/// Source: `proc_net_dev(5)`.
public struct NetworkDevices {
    /// The names of the columns of received traffic, in order; lent.
    public private(set) var receiveColumns: KernelText
    /// The names of the columns of transmitted traffic, in order; lent.
    public private(set) var transmitColumns: KernelText
    private var rows: KernelText

    /// Reads the two lines of headings of `/proc/net/dev`.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` unless there are three groups of columns.
    public init(parsing text: KernelText) throws(ProcFSError) {
        rows = text
        guard
            rows.nextLine() != nil, let headings = rows.nextLine(),
            let (_, columns) = headings.split(at: UInt8(ascii: "|")),
            let (receive, transmit) = columns.split(at: UInt8(ascii: "|"))
        else {
            throw .malformed("net/dev", expected: "two lines of headings", found: text)
        }
        (receiveColumns, transmitColumns) = (receive, transmit)
    }

    /// Takes the next row: the device's name and its numbers, which have to be read one by one.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when a row has no colon behind a name.
    public mutating func next() throws(ProcFSError) -> (device: KernelText, numbers: KernelText)? {
        while let line = rows.nextLine() {
            if line.trimmed.isEmpty { continue }
            // A name may have colons of its own (`eth0:1`), the numbers have none.
            guard let colon = line.lastIndex(of: UInt8(ascii: ":")) else {
                throw .malformed("net/dev", expected: "a device and a colon", found: line)
            }
            return (line.prefix(colon).trimmed, line.dropping(colon + 1))
        }
        return nil
    }
}
