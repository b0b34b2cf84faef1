internal import ProcFS

/// `mdadm`: the state of software RAID.
final class RaidCollector: Collector {
    let name: StaticString = "mdadm"
    let prefixes: [StaticString] = ["node_md_"]

    private var file: KernelFile
    private var arrays: [RaidArray] = []

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("mdstat"))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try file.read(into: buffer)
        arrays.removeAll(keepingCapacity: true)
        // The names point into the buffer.
        defer { arrays.removeAll(keepingCapacity: true) }
        while let array = try RaidArray.next(in: &text) { arrays.append(array) }
        guard !arrays.isEmpty else { return }

        page.family("node_md_disks", .gauge, "Number of active/failed/spare disks of device.")
        for array in arrays {
            page.label("device", array.device).label("state", "active").add(array.activeDisks)
            page.label("device", array.device).label("state", "failed").add(array.failedDisks)
            page.label("device", array.device).label("state", "spare").add(array.spareDisks)
        }
        page.family("node_md_disks_required", .gauge, "Total number of disks of device.")
        for array in arrays { page.label("device", array.device).add(array.requiredDisks) }
        page.family("node_md_blocks", .gauge, "Total number of blocks on device.")
        for array in arrays { page.label("device", array.device).add(array.blocks) }
        page.family("node_md_blocks_synced", .gauge, "Number of blocks synced on device.")
        for array in arrays { page.label("device", array.device).add(array.syncedBlocks) }
        page.family("node_md_state", .gauge, "Indicates the state of md-device.")
        for array in arrays {
            write(array, .active, "active", to: page)
            write(array, .check, "check", to: page)
            write(array, .inactive, "inactive", to: page)
            write(array, .recovering, "recovering", to: page)
            write(array, .resync, "resync", to: page)
        }
    }

    private func write(_ array: RaidArray, _ state: RaidArray.State, _ name: StaticString, to page: SamplePage) {
        page.label("device", array.device).label("state", name).add(array.state == state ? 1.0 : 0.0)
    }
}
