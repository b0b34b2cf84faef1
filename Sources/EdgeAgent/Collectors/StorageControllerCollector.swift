internal import ProcFS

/// `nvme`: which NVMe controllers there are, their state, and the namespaces that are reached through them.
///
/// As in node_exporter, namespaces are those that have a path for each controller (`nvme0c0n1`).
final class StorageControllerCollector: Collector {
    let name: StaticString = "nvme"
    let prefixes: [StaticString] = ["node_nvme_"]

    private let controllers: DeviceDirectory
    private var areNamespacesKnown = false
    private var namespaces: [DeviceDirectory] = []

    /// The kernel counts blocks; the families are in bytes.
    private static let sizes: [(attribute: Int?, family: StaticString, help: StaticString)] = [
        (
            0, "node_nvme_namespace_capacity_bytes",
            "Capacity of the NVMe namespace in bytes. Computed as namespace_size * namespace_logical_block_size"
        ),
        (
            0, "node_nvme_namespace_size_bytes",
            "Size of the NVMe namespace in bytes. Available in /sys/class/nvme/<device>/<namespace>/size"
        ),
        (
            1, "node_nvme_namespace_used_bytes",
            "Used space of the NVMe namespace in bytes. Available in /sys/class/nvme/<device>/<namespace>/nuse"
        ),
        (
            nil, "node_nvme_namespace_logical_block_size_bytes",
            """
            Logical block size of the NVMe namespace in bytes. Usually 4Kb. Available in \
            /sys/class/nvme/<device>/<namespace>/queue/logical_block_size
            """
        ),
    ]

    init(_ settings: CollectorSettings) {
        controllers = DeviceDirectory(
            settings.sys("class/nvme"),
            attributes: ["firmware_rev", "model", "serial", "state"]
        )
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if try controllers.refresh() { areNamespacesKnown = false }
        let isInfoWanted = page.family(
            "node_nvme_info",
            .gauge,
            "Non-numeric data from /sys/class/nvme/<device>, value is always 1."
        )
        for controller in controllers.devices where isInfoWanted {
            page.label("device", of: controller)
            page.label("firmware_revision", controller.read(0, into: buffer) ?? .empty)
            page.label("model", controller.read(1, into: buffer) ?? .empty)
            page.label("serial", controller.read(2, into: buffer) ?? .empty)
            page.label("state", controller.read(3, into: buffer) ?? .empty)
            page.add(1.0)
        }
        if page.wants(where: { $0.hasPrefix("node_nvme_namespace_") }) { writeNamespaces(to: page, using: buffer) }
    }

    private func refreshNamespaces() {
        if !areNamespacesKnown {
            areNamespacesKnown = true
            namespaces = controllers.devices.map { controller in
                DeviceDirectory(
                    controller.path,
                    attributes: ["size", "nuse", "queue/logical_block_size", "ana_state"]
                ) { $0.namespaceNumber != nil }
            }
        }
        for list in namespaces {
            do {
                try list.refresh()
            } catch {
                // Pulled out since it was listed; looked up anew the next time.
                areNamespacesKnown = false
            }
        }
    }

    private func writeNamespaces(to page: SamplePage, using buffer: ReadBuffer) {
        refreshNamespaces()
        if namespaces.allSatisfy({ $0.devices.isEmpty }) { return }
        let isInfoWanted = page.family(
            "node_nvme_namespace_info",
            .gauge,
            "Information about NVMe namespaces. Value is always 1"
        )
        if isInfoWanted {
            forEachNamespace { controller, namespace in
                page.label("ana_state", namespace.read(3, into: buffer) ?? KernelText("unknown"))
                label(controller, namespace, on: page).add(1.0)
            }
        }
        for size in StorageControllerCollector.sizes where page.family(size.family, .gauge, size.help) {
            forEachNamespace { controller, namespace in
                guard let block = namespace.number(2, into: buffer) else { return }
                let count = size.attribute.map { namespace.number($0, into: buffer) } ?? 1
                guard let count else { return }
                label(controller, namespace, on: page).add(count * block)
            }
        }
    }

    private func forEachNamespace(_ body: (DeviceDirectory.Device, DeviceDirectory.Device) -> Void) {
        for (controller, list) in zip(controllers.devices, namespaces) {
            for namespace in list.devices { body(controller, namespace) }
        }
    }

    private func label(
        _ controller: DeviceDirectory.Device,
        _ namespace: DeviceDirectory.Device,
        on page: SamplePage
    ) -> SamplePage {
        page.label("device", of: controller)
        namespace.name.withUnsafeBufferPointer { name in
            _ = page.label("nsid", KernelText(name).namespaceNumber ?? .empty)
        }
        return page
    }
}

extension KernelText {
    /// `1` of `nvme0c0n1`, or `nil` when the name is not that of a namespace's path.
    fileprivate var namespaceNumber: KernelText? {
        guard
            let (controller, rest) = removingPrefix("nvme")?.split(at: UInt8(ascii: "c")), controller.unsigned != nil,
            let (path, number) = rest.split(at: UInt8(ascii: "n")), path.unsigned != nil, number.unsigned != nil
        else {
            return nil
        }
        return number
    }
}
