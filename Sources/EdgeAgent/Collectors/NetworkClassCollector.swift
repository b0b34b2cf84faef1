internal import ProcFS

/// `netclass`: state and settings of each network device.
final class NetworkClassCollector: Collector {
    let name: StaticString = "netclass"
    var prefixes: [StaticString] {
        NetworkClassCollector.numbers.map(\.family) + ["node_network_up", "node_network_info"]
    }

    private static let numbers = [
        NumericAttribute(
            "addr_assign_type",
            "node_network_address_assign_type",
            .gauge,
            "Network device property: address_assign_type"
        ),
        NumericAttribute("carrier", "node_network_carrier", .gauge, "Network device property: carrier"),
        NumericAttribute(
            "carrier_changes",
            "node_network_carrier_changes_total",
            .counter,
            "Network device property: carrier_changes_total"
        ),
        NumericAttribute(
            "carrier_up_count",
            "node_network_carrier_up_changes_total",
            .counter,
            "Network device property: carrier_up_changes_total"
        ),
        NumericAttribute(
            "carrier_down_count",
            "node_network_carrier_down_changes_total",
            .counter,
            "Network device property: carrier_down_changes_total"
        ),
        NumericAttribute("dev_id", "node_network_device_id", .gauge, "Network device property: device_id"),
        NumericAttribute("dormant", "node_network_dormant", .gauge, "Network device property: dormant"),
        NumericAttribute("flags", "node_network_flags", .gauge, "Network device property: flags"),
        NumericAttribute("ifindex", "node_network_iface_id", .gauge, "Network device property: iface_id"),
        NumericAttribute("iflink", "node_network_iface_link", .gauge, "Network device property: iface_link"),
        NumericAttribute(
            "link_mode",
            "node_network_iface_link_mode",
            .gauge,
            "Network device property: iface_link_mode"
        ),
        NumericAttribute("mtu", "node_network_mtu_bytes", .gauge, "Network device property: mtu_bytes"),
        NumericAttribute(
            "name_assign_type",
            "node_network_name_assign_type",
            .gauge,
            "Network device property: name_assign_type"
        ),
        NumericAttribute(
            "netdev_group",
            "node_network_net_dev_group",
            .gauge,
            "Network device property: net_dev_group"
        ),
        // Megabits a second, -1 when unknown.
        NumericAttribute(
            "speed",
            "node_network_speed_bytes",
            .gauge,
            scale: 125_000,
            "Network device property: speed_bytes"
        ),
        NumericAttribute(
            "tx_queue_len",
            "node_network_transmit_queue_length",
            .gauge,
            "Network device property: transmit_queue_length"
        ),
        NumericAttribute(
            "type",
            "node_network_protocol_type",
            .gauge,
            "Network device property: protocol_type"
        ),
    ]
    private static let texts: [StaticString] = ["address", "broadcast", "duplex", "ifalias", "operstate"]

    private let devices: DeviceDirectory
    private let ignoresInvalidSpeed: Bool
    private var areUp: [Bool] = []

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        let filter = try NameFilter(settings, exclude: "netclass.ignored-devices")
        ignoresInvalidSpeed = settings.isEnabled["netclass.ignore-invalid-speed"] ?? false
        devices = DeviceDirectory(
            settings.sys("class/net"),
            attributes: NetworkClassCollector.numbers.map(\.path) + NetworkClassCollector.texts
        ) {
            // The one entry that is no device.
            !($0 == "bonding_masters") && filter.accepts($0)
        }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        try devices.refresh()
        let isAccepted: (NumericAttribute, Double) -> Bool = { [ignoresInvalidSpeed] attribute, value in
            !ignoresInvalidSpeed || value >= 0 || !(KernelText(attribute.path) == "speed")
        }
        page.write(NetworkClassCollector.numbers, of: devices.devices, using: buffer, where: isAccepted) {
            $0.label("device", of: $1)
        }
        let texts = NetworkClassCollector.numbers.count
        areUp.removeAll(keepingCapacity: true)
        let isInfoWanted = page.family(
            "node_network_info",
            .gauge,
            "Non-numeric data from /sys/class/net/<iface>, value is always 1."
        )
        for device in devices.devices where isInfoWanted {
            page.label("address", device.read(texts, into: buffer) ?? .empty)
            page.label("broadcast", device.read(texts + 1, into: buffer) ?? .empty)
            page.label("device", of: device)
            page.label("duplex", device.read(texts + 2, into: buffer) ?? .empty)
            page.label("ifalias", device.read(texts + 3, into: buffer) ?? .empty)
            let state = device.read(texts + 4, into: buffer) ?? .empty
            page.label("operstate", state).add(1.0)
            areUp.append(state == "up")
        }
        let isUpWanted = page.family("node_network_up", .gauge, "Value is 1 if operstate is 'up', 0 otherwise.")
        for (index, device) in devices.devices.enumerated() where isUpWanted {
            let isUp = isInfoWanted ? areUp[index] : device.read(texts + 4, into: buffer).map { $0 == "up" } ?? false
            page.label("device", of: device).add(isUp ? 1.0 : 0.0)
        }
    }
}
