/// How many sockets are in which state.
///
/// Source: `/proc/net/sockstat` and `/proc/net/sockstat6`; `net/ipv4/proc.c` of the kernel.
public enum SocketStatistics {
    /// One figure: `TCP`, `orphan`, 0.
    public typealias Figure = (protocolName: KernelText, state: KernelText, value: UInt64)

    /// Calls `body` with each figure of the text of `file`.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when a line is not `NAME: state number ...`.
    public static func forEach(
        in text: KernelText,
        of file: StaticString,
        _ body: (Figure) -> Void
    ) throws(ProcFSError) {
        var rest = text
        while let line = rest.nextLine() {
            var fields = line
            guard let title = fields.nextField() else { continue }
            guard let name = title.removingSuffix(":") else {
                throw .malformed(file, expected: "a protocol and a colon", found: line)
            }
            while let state = fields.nextField() {
                guard let value = fields.nextUnsigned() else {
                    throw .malformed(file, expected: "a number for each state", found: line)
                }
                body((name, state, value))
            }
        }
    }
}
