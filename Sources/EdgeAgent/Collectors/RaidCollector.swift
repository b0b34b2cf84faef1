internal import ProcFS

/// `mdadm`: the state of software RAID.
final class RaidCollector: Collector {
    let name: StaticString = "mdadm"
    let prefixes: [StaticString] = ["node_md_"]

    private var file: KernelFile
    private var arrays: [RaidArray] = []
    private let devices: DeviceDirectory

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("mdstat"))
        devices = DeviceDirectory(settings.sys("block"), attributes: ["md/raid_disks", "md/degraded"]) {
            $0.hasPrefix("md")
        }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var areThere = true
        if page.wants(where: { !($0 == "node_md_raid_disks" || $0 == "node_md_degraded") }) {
            areThere = try writeArrays(to: page, using: buffer)
        }
        if areThere, page.wants("node_md_raid_disks") || page.wants("node_md_degraded") {
            writeDevices(to: page, using: buffer)
        }
    }

    /// What sysfs says of the same arrays.
    private func writeDevices(to page: SamplePage, using buffer: ReadBuffer) {
        do {
            try devices.refresh()
        } catch {
            // A container may have /proc and no /sys.
            return
        }
        guard !devices.devices.isEmpty else { return }
        let isCountWanted = page.family("node_md_raid_disks", .gauge, "Number of raid disks on device.")
        for device in devices.devices where isCountWanted {
            // While an array is given another shape, the former number follows in parentheses.
            guard var text = device.read(0, into: buffer), let count = text.nextUnsigned() else { continue }
            page.label("device", of: device).add(count)
        }
        let isLossWanted = page.family("node_md_degraded", .gauge, "Number of degraded disks on device.")
        for device in devices.devices where isLossWanted {
            guard device.read(0, into: buffer) != nil else { continue }
            // Without redundancy there is no such file: a missing disk is the end of the array.
            page.label("device", of: device).add(device.number(1, into: buffer) ?? 0)
        }
    }

    /// - Returns: Whether there are arrays.
    private func writeArrays(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) -> Bool {
        var text = try file.read(into: buffer)
        arrays.removeAll(keepingCapacity: true)
        // The names point into the buffer.
        defer { arrays.removeAll(keepingCapacity: true) }
        while let array = try RaidArray.next(in: &text) { arrays.append(array) }
        guard !arrays.isEmpty else { return false }

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
        return true
    }

    private func write(_ array: RaidArray, _ state: RaidArray.State, _ name: StaticString, to page: SamplePage) {
        page.label("device", array.device).label("state", name).add(array.state == state ? 1.0 : 0.0)
    }
}
