internal import ProcFS

/// `netstat`: counters of the network protocols.
final class NetworkStatisticsCollector: Collector {
    let name: StaticString = "netstat"
    let prefixes: [StaticString] = ["node_netstat_"]

    private var netstat: KernelFile
    private var snmp: KernelFile
    private var snmp6: KernelFile
    private let fields: NameFilter
    private var key: [UInt8] = []

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        netstat = KernelFile(settings.proc("net/netstat"), .whole)
        snmp = KernelFile(settings.proc("net/snmp"), .whole)
        snmp6 = KernelFile(settings.proc("net/snmp6"), .whole)
        fields = try NameFilter(
            settings,
            include: "netstat.fields",
            defaultInclude: "^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)"
                + "|Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts"
                + "|TCPOFOQueue|TCPRcvQDrop)"
                + "|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)"
                + "|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$"
        )
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if page.wants(where: { $0.protocolName?.hasSuffix("Ext") == true }) {
            try ProtocolStatistics.forEachPaired(in: netstat.read(into: buffer), of: "net/netstat") {
                write($0, to: page)
            }
        }
        if page.wants(where: { $0.protocolName.map { !$0.hasSuffix("Ext") && !$0.hasSuffix("6") } == true }) {
            try ProtocolStatistics.forEachPaired(in: snmp.read(into: buffer), of: "net/snmp") { write($0, to: page) }
        }
        guard page.wants(where: { $0.protocolName?.hasSuffix("6") == true }) else { return }
        do {
            try ProtocolStatistics.forEachVersion6(in: snmp6.read(into: buffer)) { write($0, to: page) }
        } catch .absent {
            // A kernel without IPv6 has no such file.
        }
    }

    private func write(_ counter: ProtocolStatistics.Counter, to page: SamplePage) {
        key.removeAll(keepingCapacity: true)
        counter.protocolName.withBytes { key.append(contentsOf: $0) }
        key.append(UInt8(ascii: "_"))
        counter.name.withBytes { key.append(contentsOf: $0) }
        let isWanted = key.withUnsafeBufferPointer { fields.accepts(KernelText($0)) }
        guard isWanted else { return }
        page.family(isLevel(counter.name) ? .undeclaredGauge : .undeclaredCounter) {
            $0.append("node_netstat_")
            $0.appendName(counter.protocolName)
            $0.append("_")
            $0.appendName(counter.name)
        } help: {
            $0.append("Statistic ")
            $0.append(counter.protocolName)
            $0.append(counter.name)
            $0.append(".")
        }
        page.add(counter.value)
    }

    /// Whether the figure is a level or a setting: the few of RFC 1213 and RFC 4022 that do not count.
    private func isLevel(_ name: KernelText) -> Bool {
        name == "CurrEstab" || name == "Forwarding" || name == "DefaultTTL" || name == "MaxConn"
            || name.hasPrefix("Rto")
    }
}

extension KernelText {
    /// What says in which of the three files a family's figure stands: `TcpExt` of `node_netstat_TcpExt_ListenDrops`.
    fileprivate var protocolName: KernelText? {
        removingPrefix("node_netstat_")?.split(at: UInt8(ascii: "_"))?.head
    }
}
