internal import ProcFS

/// `dmi`: what the firmware says about the machine.
final class FirmwareCollector: Collector {
    let name: StaticString = "dmi"
    let prefixes: [StaticString] = ["node_dmi_info"]

    /// Labels in order, with the files that hold their values.
    private static let labels: [(label: StaticString, file: StaticString)] = [
        ("bios_date", "bios_date"), ("bios_release", "bios_release"), ("bios_vendor", "bios_vendor"),
        ("bios_version", "bios_version"), ("board_asset_tag", "board_asset_tag"), ("board_name", "board_name"),
        ("board_serial", "board_serial"), ("board_vendor", "board_vendor"), ("board_version", "board_version"),
        ("chassis_asset_tag", "chassis_asset_tag"), ("chassis_serial", "chassis_serial"),
        ("chassis_vendor", "chassis_vendor"), ("chassis_version", "chassis_version"),
        ("product_family", "product_family"), ("product_name", "product_name"), ("product_serial", "product_serial"),
        ("product_sku", "product_sku"), ("product_uuid", "product_uuid"), ("product_version", "product_version"),
        ("system_vendor", "sys_vendor"),
    ]

    private let tables: DeviceDirectory

    init(_ settings: CollectorSettings) {
        tables = DeviceDirectory(
            settings.sys("class/dmi"),
            attributes: FirmwareCollector.labels.map(\.file)
        ) { $0 == "id" }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        try tables.refresh()
        guard let table = tables.devices.first else { throw .absent(path: "class/dmi/id") }
        page.family(
            "node_dmi_info",
            .gauge,
            """
            A metric with a constant '1' value labeled by bios_date, bios_release, bios_vendor, bios_version, \
            board_asset_tag, board_name, board_serial, board_vendor, board_version, chassis_asset_tag, \
            chassis_serial, chassis_vendor, chassis_version, product_family, product_name, product_serial, \
            product_sku, product_uuid, product_version, system_vendor if provided by DMI.
            """
        )
        for (index, entry) in FirmwareCollector.labels.enumerated() {
            // What is missing, or only root may read, has no label.
            if let text = table.read(index, into: buffer) { page.label(entry.label, text) }
        }
        page.add(1.0)
    }
}
