internal import ProcFS

/// `netdev`: what each network device has received and transmitted.
final class NetworkDeviceCollector: Collector {
    let name: StaticString = "netdev"
    let prefixes: [StaticString] = ["node_network_receive_", "node_network_transmit_"]

    private static let unhandled: StaticString = "node_network_receive_nohandler_total"

    private var dev: KernelFile
    private let devices: NameFilter
    /// The numbers of all devices, device by device; families are written column by column.
    private var values: [Double] = []
    private var names: [KernelText] = []
    /// Packets that nobody wanted are counted, but not in the file.
    private let classes: DeviceDirectory
    private let classBuffer = ReadBuffer(capacity: 256)

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        dev = KernelFile(settings.proc("net/dev"), .rows(upTo: 512))
        let filter = try NameFilter(settings, include: "netdev.device-include", exclude: "netdev.device-exclude")
        devices = filter
        classes = DeviceDirectory(settings.sys("class/net"), attributes: ["statistics/rx_nohandler"]) {
            filter.accepts($0)
        }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let isTableWanted = page.wants {
            !($0 == NetworkDeviceCollector.unhandled) && ($0.hasPrefix(prefixes[0]) || $0.hasPrefix(prefixes[1]))
        }
        if isTableWanted { try writeTable(to: page, using: buffer) }
        if page.wants(NetworkDeviceCollector.unhandled) { writeUnhandled(to: page) }
    }

    private func writeTable(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var table = try NetworkDevices(parsing: dev.read(into: buffer))
        values.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        let columnCount = table.receiveColumns.fieldCount + table.transmitColumns.fieldCount
        while let row = try table.next() {
            guard devices.accepts(row.device) else { continue }
            var numbers = row.numbers
            for _ in 0..<columnCount {
                guard let value = numbers.nextNumber() else {
                    throw .malformed(path: dev.path, expected: "a number in each column", found: row.numbers.string)
                }
                values.append(value)
            }
            names.append(row.device)
        }
        var column = 0
        write("receive_", table.receiveColumns, &column, of: columnCount, to: page)
        write("transmit_", table.transmitColumns, &column, of: columnCount, to: page)
        // The names point into the buffer.
        names.removeAll(keepingCapacity: true)
    }

    private func writeUnhandled(to page: SamplePage) {
        do {
            try classes.refresh()
        } catch {
            // A container may have /proc and no /sys.
            return
        }
        page.family(
            NetworkDeviceCollector.unhandled,
            .counter,
            "Network device statistic receive_nohandler."
        )
        for device in classes.devices {
            guard let count = device.number(0, into: classBuffer) else { continue }
            page.label("device", of: device).add(count)
        }
    }

    private func write(
        _ direction: StaticString,
        _ columns: KernelText,
        _ column: inout Int,
        of columnCount: Int,
        to page: SamplePage
    ) {
        var rest = columns
        while let title = rest.nextField() {
            page.family(.counter) {
                $0.append("node_network_")
                $0.append(direction)
                $0.appendName(title)
                $0.append("_total")
            } help: {
                $0.append("Network device statistic ")
                $0.append(direction)
                $0.append(title)
                $0.append(".")
            }
            for (row, name) in names.enumerated() {
                page.label("device", name).add(values[row * columnCount + column])
            }
            column += 1
        }
    }
}

extension KernelText {
    /// How many fields there are.
    fileprivate var fieldCount: Int {
        var (rest, count) = (self, 0)
        while rest.nextField() != nil { count += 1 }
        return count
    }
}
