internal import ProcFS

/// `btrfs`: how the space of Btrfs file systems is used.
///
/// Source: `Documentation/filesystems/btrfs.rst` of the kernel and `btrfs(5)`; read below `/sys/fs/btrfs`.
final class BtrfsCollector: Collector {
    let name: StaticString = "btrfs"
    let prefixes: [StaticString] = ["node_btrfs_"]

    private static let types: [StaticString] = ["data", "metadata", "system"]
    /// How many bytes of disk one byte of data takes in each layout; the parity layouts depend on the number of disks.
    private static let layouts: [(name: StaticString, ratio: Double)] = [
        ("single", 1), ("dup", 2), ("raid0", 1), ("raid1", 2), ("raid1c3", 3), ("raid1c4", 4), ("raid10", 2),
        ("raid5", .nan), ("raid6", .nan),
    ]

    private let filesystems: DeviceDirectory
    private var areDevicesKnown = false
    private var devices: [DeviceDirectory] = []

    init(_ settings: CollectorSettings) {
        var attributes: [StaticString] = ["label", "metadata_uuid", "allocation/global_rsv_size"]
        attributes += [
            "allocation/data/bytes_reserved", "allocation/metadata/bytes_reserved", "allocation/system/bytes_reserved",
        ]
        attributes += [
            "allocation/data/single/total_bytes", "allocation/data/dup/total_bytes",
            "allocation/data/raid0/total_bytes", "allocation/data/raid1/total_bytes",
            "allocation/data/raid1c3/total_bytes", "allocation/data/raid1c4/total_bytes",
            "allocation/data/raid10/total_bytes", "allocation/data/raid5/total_bytes",
            "allocation/data/raid6/total_bytes",
            "allocation/metadata/single/total_bytes", "allocation/metadata/dup/total_bytes",
            "allocation/metadata/raid0/total_bytes", "allocation/metadata/raid1/total_bytes",
            "allocation/metadata/raid1c3/total_bytes", "allocation/metadata/raid1c4/total_bytes",
            "allocation/metadata/raid10/total_bytes", "allocation/metadata/raid5/total_bytes",
            "allocation/metadata/raid6/total_bytes",
            "allocation/system/single/total_bytes", "allocation/system/dup/total_bytes",
            "allocation/system/raid0/total_bytes", "allocation/system/raid1/total_bytes",
            "allocation/system/raid1c3/total_bytes", "allocation/system/raid1c4/total_bytes",
            "allocation/system/raid10/total_bytes", "allocation/system/raid5/total_bytes",
            "allocation/system/raid6/total_bytes",
        ]
        attributes += [
            "allocation/data/single/used_bytes", "allocation/data/dup/used_bytes",
            "allocation/data/raid0/used_bytes", "allocation/data/raid1/used_bytes",
            "allocation/data/raid1c3/used_bytes", "allocation/data/raid1c4/used_bytes",
            "allocation/data/raid10/used_bytes", "allocation/data/raid5/used_bytes",
            "allocation/data/raid6/used_bytes",
            "allocation/metadata/single/used_bytes", "allocation/metadata/dup/used_bytes",
            "allocation/metadata/raid0/used_bytes", "allocation/metadata/raid1/used_bytes",
            "allocation/metadata/raid1c3/used_bytes", "allocation/metadata/raid1c4/used_bytes",
            "allocation/metadata/raid10/used_bytes", "allocation/metadata/raid5/used_bytes",
            "allocation/metadata/raid6/used_bytes",
            "allocation/system/single/used_bytes", "allocation/system/dup/used_bytes",
            "allocation/system/raid0/used_bytes", "allocation/system/raid1/used_bytes",
            "allocation/system/raid1c3/used_bytes", "allocation/system/raid1c4/used_bytes",
            "allocation/system/raid10/used_bytes", "allocation/system/raid5/used_bytes",
            "allocation/system/raid6/used_bytes",
        ]
        attributes.append("commit_stats")
        filesystems = DeviceDirectory(settings.sys("fs/btrfs"), attributes: attributes) {
            // Its siblings are `features` and, while it lives, the control of a mount.
            $0.firstIndex(of: UInt8(ascii: "-")) != nil
        }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        do {
            if try filesystems.refresh() { areDevicesKnown = false }
        } catch .absent {
            // A machine without Btrfs.
            return
        }
        guard !filesystems.devices.isEmpty else { return }
        refreshDevices()
        let isInfoWanted = page.family("node_btrfs_info", .gauge, "Filesystem information")
        for filesystem in filesystems.devices where isInfoWanted {
            page.label("label", filesystem.read(0, into: buffer) ?? .empty)
            label(filesystem, on: page, using: buffer).add(1.0)
        }
        let isReserveWanted = page.family("node_btrfs_global_rsv_size_bytes", .gauge, "Size of global reserve.")
        for filesystem in filesystems.devices where isReserveWanted {
            guard let size = filesystem.number(2, into: buffer) else { continue }
            label(filesystem, on: page, using: buffer).add(size)
        }
        writeCommits(to: page, using: buffer)
        writeDevices(to: page, using: buffer)
        let isReservedWanted = page.family(
            "node_btrfs_reserved_bytes",
            .gauge,
            "Amount of space reserved for a data type"
        )
        for filesystem in filesystems.devices where isReservedWanted {
            for (index, type) in BtrfsCollector.types.enumerated() {
                guard let reserved = filesystem.number(3 + index, into: buffer) else { continue }
                page.label("block_group_type", type)
                label(filesystem, on: page, using: buffer).add(reserved)
            }
        }
        if page.family("node_btrfs_size_bytes", .gauge, "Amount of space allocated for a layout/data type") {
            writeLayouts(from: 6, to: page, using: buffer) { value, _ in value }
        }
        if page.family("node_btrfs_used_bytes", .gauge, "Amount of used space by a layout/data type") {
            writeLayouts(from: 33, to: page, using: buffer) { value, _ in value }
        }
        if page.family("node_btrfs_allocation_ratio", .gauge, "Data allocation ratio for a layout/data type") {
            writeLayouts(from: 6, to: page, using: buffer) { _, ratio in ratio }
        }
    }

    /// What `commit_stats` says since Linux 5.18, times in milliseconds.
    private static let commits:
        [(key: StaticString, family: StaticString, kind: SamplePage.Kind, scale: Double, help: StaticString)] = [
            ("commits", "node_btrfs_commits_total", .counter, 1, "The total number of commits that have occurred."),
            (
                "last_commit_ms", "node_btrfs_last_commit_seconds", .gauge, 1_000,
                "Duration of the most recent commit, in seconds."
            ),
            (
                "max_commit_ms", "node_btrfs_max_commit_seconds", .gauge, 1_000,
                "Duration of the slowest commit, in seconds."
            ),
            (
                "total_commit_ms", "node_btrfs_commit_seconds_total", .counter, 1_000,
                "Sum of the duration of all commits, in seconds."
            ),
        ]

    private func writeCommits(to page: SamplePage, using buffer: ReadBuffer) {
        for commit in BtrfsCollector.commits where page.family(commit.family, commit.kind, commit.help) {
            for filesystem in filesystems.devices {
                guard var text = filesystem.read(60, into: buffer) else { continue }
                var value: Double?
                while var fields = text.nextLine() {
                    if let key = fields.nextField(), key == commit.key { value = fields.nextNumber() }
                }
                guard let value else { continue }
                label(filesystem, on: page, using: buffer).add(value / commit.scale)
            }
        }
    }

    private func label(
        _ filesystem: DeviceDirectory.Device,
        on page: SamplePage,
        using buffer: ReadBuffer
    ) -> SamplePage {
        if let identity = filesystem.read(1, into: buffer) { return page.label("uuid", identity) }
        return page.label("uuid", of: filesystem)
    }

    private func refreshDevices() {
        if !areDevicesKnown {
            areDevicesKnown = true
            devices = filesystems.devices.map { DeviceDirectory($0.path + "/devices", attributes: ["size"]) }
        }
        for list in devices {
            do {
                try list.refresh()
            } catch {
                // Unmounted since it was listed; looked up anew the next time.
                areDevicesKnown = false
            }
        }
    }

    /// Sizes are in sectors of 512 bytes.
    private func writeDevices(to page: SamplePage, using buffer: ReadBuffer) {
        guard
            page.family("node_btrfs_device_size_bytes", .gauge, "Size of a device that is part of the filesystem.")
        else { return }
        for (filesystem, list) in zip(filesystems.devices, devices) {
            for device in list.devices {
                // A device that is gone has no size, which node_exporter writes as 0.
                let sectors = device.number(0, into: buffer) ?? 0
                page.label("device", of: device)
                label(filesystem, on: page, using: buffer).add(sectors * 512)
            }
        }
    }

    private func writeLayouts(
        from first: Int,
        to page: SamplePage,
        using buffer: ReadBuffer,
        _ value: (_ bytes: Double, _ ratio: Double) -> Double
    ) {
        for (filesystem, list) in zip(filesystems.devices, devices) {
            let disks = Double(list.devices.count)
            for (typeIndex, type) in BtrfsCollector.types.enumerated() {
                for (index, layout) in BtrfsCollector.layouts.enumerated() {
                    let place = first + typeIndex * BtrfsCollector.layouts.count + index
                    guard let bytes = filesystem.number(place, into: buffer) else { continue }
                    var ratio = layout.ratio
                    if ratio.isNaN {
                        let parity = layout.name.utf8CodeUnitCount == 5 && index == 7 ? 1.0 : 2.0
                        ratio = disks > parity ? disks / (disks - parity) : .nan
                    }
                    page.label("block_group_type", type).label("mode", layout.name)
                    label(filesystem, on: page, using: buffer).add(value(bytes, ratio))
                }
            }
        }
    }
}
