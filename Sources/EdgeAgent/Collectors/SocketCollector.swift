internal import Glibc
internal import ProcFS

/// `sockstat`: how many sockets are in which state.
final class SocketCollector: Collector {
    let name: StaticString = "sockstat"
    let prefixes: [StaticString] = ["node_sockstat_"]

    private var version4: KernelFile
    private var version6: KernelFile
    private let pageSize = Double(sysconf(Int32(_SC_PAGESIZE)))

    init(_ settings: CollectorSettings) {
        version4 = KernelFile(settings.proc("net/sockstat"), .whole)
        version6 = KernelFile(settings.proc("net/sockstat6"), .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if page.wants(where: { $0.protocolName?.hasSuffix("6") == false }) {
            try SocketStatistics.forEach(in: version4.read(into: buffer), of: "net/sockstat") { write($0, to: page) }
        }
        guard page.wants(where: { $0.protocolName?.hasSuffix("6") == true }) else { return }
        do {
            try SocketStatistics.forEach(in: version6.read(into: buffer), of: "net/sockstat6") { write($0, to: page) }
        } catch .absent {
            // A kernel without IPv6 has no such file.
        }
    }

    private func write(_ figure: SocketStatistics.Figure, to page: SamplePage) {
        if figure.protocolName == "sockets" {
            page.family("node_sockstat_sockets_used", .gauge, "Number of IPv4 sockets in use.")
            page.add(figure.value)
            return
        }
        begin(figure, "", on: page)
        page.add(figure.value)
        if figure.state == "mem" {
            begin(figure, "_bytes", on: page)
            page.add(Double(figure.value) * pageSize)
        }
    }

    private func begin(_ figure: SocketStatistics.Figure, _ suffix: StaticString, on page: SamplePage) {
        page.family(.gauge) {
            $0.append("node_sockstat_")
            $0.appendName(figure.protocolName)
            $0.append("_")
            $0.appendName(figure.state)
            $0.append(suffix)
        } help: {
            $0.append("Number of ")
            $0.append(figure.protocolName)
            $0.append(" sockets in state ")
            $0.append(figure.state)
            $0.append(suffix)
            $0.append(".")
        }
    }
}

extension KernelText {
    /// `TCP6` of `node_sockstat_TCP6_inuse`.
    fileprivate var protocolName: KernelText? {
        removingPrefix("node_sockstat_")?.split(at: UInt8(ascii: "_"))?.head
    }
}
