internal import ProcFS

/// `nvme`: which NVMe controllers there are, and their state.
final class StorageControllerCollector: Collector {
    let name: StaticString = "nvme"
    let prefixes: [StaticString] = ["node_nvme_"]

    private let controllers: DeviceDirectory

    init(_ settings: CollectorSettings) {
        controllers = DeviceDirectory(
            settings.sys("class/nvme"),
            attributes: ["firmware_rev", "model", "serial", "state"]
        )
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        try controllers.refresh()
        page.family(
            "node_nvme_info",
            .gauge,
            "Non-numeric data from /sys/class/nvme/<device>, value is always 1."
        )
        for controller in controllers.devices {
            page.label("device", of: controller)
            page.label("firmware_revision", controller.read(0, into: buffer) ?? .empty)
            page.label("model", controller.read(1, into: buffer) ?? .empty)
            page.label("serial", controller.read(2, into: buffer) ?? .empty)
            page.label("state", controller.read(3, into: buffer) ?? .empty)
            page.add(1.0)
        }
    }
}
