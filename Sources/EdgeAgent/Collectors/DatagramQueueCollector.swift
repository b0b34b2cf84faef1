internal import ProcFS

/// `udp_queues`: how much memory datagrams that wait take.
final class DatagramQueueCollector: Collector {
    let name: StaticString = "udp_queues"
    let prefixes: [StaticString] = ["node_udp_queues"]

    private var version4: KernelFile
    private var version6: KernelFile

    init(_ settings: CollectorSettings) {
        version4 = KernelFile(settings.proc("net/udp"), .rows(upTo: 256))
        version6 = KernelFile(settings.proc("net/udp6"), .rows(upTo: 256))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        page.family(
            "node_udp_queues",
            .gauge,
            "Number of allocated memory in the kernel for UDP datagrams in bytes."
        )
        write(try sums(version4.read(into: buffer)), "v4", to: page)
        do {
            write(try sums(version6.read(into: buffer)), "v6", to: page)
        } catch .absent {
            // A kernel without IPv6 has no such file.
        }
    }

    private func write(_ sums: (transmit: UInt64, receive: UInt64), _ version: StaticString, to page: SamplePage) {
        page.label("ip", version).label("queue", "rx").add(sums.receive)
        page.label("ip", version).label("queue", "tx").add(sums.transmit)
    }

    private func sums(_ text: KernelText) throws(ProcFSError) -> (transmit: UInt64, receive: UInt64) {
        var (rows, transmit, receive): (KernelText, UInt64, UInt64) = (text, 0, 0)
        _ = rows.nextLine()
        while let line = rows.nextLine() {
            var fields = line
            for _ in 0..<4 { _ = fields.nextField() }
            guard
                let (head, tail) = fields.nextField()?.split(at: UInt8(ascii: ":")), let sending = head.hexadecimal,
                let waiting = tail.hexadecimal
            else {
                throw .malformed(path: "net/udp", expected: "tx_queue:rx_queue", found: line.prefix(80).string)
            }
            transmit &+= sending
            receive &+= waiting
        }
        return (transmit, receive)
    }
}
