/// Counters of the network protocols, from the files of two layouts.
///
/// Source: `proc_net_snmp(5)`; RFC 1213 and others name the counters.
public enum ProtocolStatistics {
    /// One counter: `Tcp`, `RetransSegs`, 17.
    public typealias Counter = (protocolName: KernelText, name: KernelText, value: Double)

    /// Calls `body` with each counter of `/proc/net/netstat` or `/proc/net/snmp`, where a line of names precedes each
    /// line of values.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when two lines do not match each other.
    public static func forEachPaired(
        in text: KernelText,
        of file: StaticString,
        _ body: (Counter) -> Void
    ) throws(ProcFSError) {
        var rest = text
        while var names = rest.nextLine() {
            guard let title = names.nextField()?.removingSuffix(":") else {
                throw .malformed(file, expected: "a protocol and a colon", found: names)
            }
            guard
                var values = rest.nextLine(), let sameTitle = values.nextField()?.removingSuffix(":"),
                title == sameTitle
            else {
                throw .malformed(file, expected: "a line of values for each line of names", found: names)
            }
            while let name = names.nextField() {
                guard let value = values.nextNumber() else {
                    throw .malformed(file, expected: "a number for each name", found: values)
                }
                body((title, name, value))
            }
        }
    }

    /// Calls `body` with each counter of `/proc/net/snmp6`, where a line is a name such as `Ip6InReceives` and a value.
    ///
    /// Names without a `6` are left out, as node_exporter does: where their protocol would end is not said.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when a line has no number.
    public static func forEachVersion6(in text: KernelText, _ body: (Counter) -> Void) throws(ProcFSError) {
        var rest = text
        while let line = try KeyedNumbers.next(in: &rest, of: "net/snmp6") {
            guard let six = line.name.firstIndex(of: UInt8(ascii: "6")) else { continue }
            body((line.name.prefix(six + 1), line.name.dropping(six + 1), line.value))
        }
    }
}
