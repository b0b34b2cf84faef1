internal import Glibc
internal import ProcFS

/// `diskstats`: what each block device has done.
final class DiskCollector: Collector {
    let name: StaticString = "diskstats"
    let prefixes: [StaticString] = ["node_disk_"]

    private var diskstats: KernelFile
    private let devices: NameFilter
    private let udevData: String
    private var disks: [DiskStatistics] = []
    private var udev: [UdevFile] = []
    private let deviceBuffer = ReadBuffer(capacity: 4_096)

    /// What udev says about one device, in a file that is replaced when something changes.
    private final class UdevFile {
        let major: UInt64
        let minor: UInt64
        private var file: KernelFile
        private var text: [UInt8] = []
        private var readState = stat()

        init(_ disk: DiskStatistics, below directory: String) {
            (major, minor) = (disk.major, disk.minor)
            file = KernelFile("\(directory)/b\(disk.major):\(disk.minor)", .whole)
        }

        /// Reads the file when it is not the one that was read last.
        func refresh(using buffer: ReadBuffer) {
            var state = stat()
            // Without udev, as in a container, a device has no properties.
            guard file.path.withCString({ stat($0, &state) }) == 0 else { return forget() }
            if state.st_ino == readState.st_ino, state.st_mtim.tv_sec == readState.st_mtim.tv_sec,
                state.st_mtim.tv_nsec == readState.st_mtim.tv_nsec
            {
                return
            }
            defer { file.closeDescriptor() }
            forget()
            guard let new = try? file.read(into: buffer) else { return }
            new.withBytes { text.append(contentsOf: $0) }
            readState = state
        }

        private func forget() {
            text.removeAll(keepingCapacity: true)
            readState = stat()
        }

        func withProperties(_ body: (DeviceProperties) -> Void) {
            text.withUnsafeBufferPointer { body(DeviceProperties(parsing: KernelText($0))) }
        }
    }

    /// The columns of the file; `scale` turns its unit (512-byte sectors, milliseconds) into ours.
    private static let columns: [(name: StaticString, kind: SamplePage.Kind, scale: Double, help: StaticString)] = [
        ("node_disk_reads_completed_total", .counter, 1, "The total number of reads completed successfully."),
        ("node_disk_reads_merged_total", .counter, 1, "The total number of reads merged."),
        ("node_disk_read_bytes_total", .counter, 512, "The total number of bytes read successfully."),
        ("node_disk_read_time_seconds_total", .counter, 0.001, "The total number of seconds spent by all reads."),
        ("node_disk_writes_completed_total", .counter, 1, "The total number of writes completed successfully."),
        ("node_disk_writes_merged_total", .counter, 1, "The number of writes merged."),
        ("node_disk_written_bytes_total", .counter, 512, "The total number of bytes written successfully."),
        (
            "node_disk_write_time_seconds_total", .counter, 0.001,
            "This is the total number of seconds spent by all writes."
        ),
        ("node_disk_io_now", .gauge, 1, "The number of I/Os currently in progress."),
        ("node_disk_io_time_seconds_total", .counter, 0.001, "Total seconds spent doing I/Os."),
        (
            "node_disk_io_time_weighted_seconds_total", .counter, 0.001,
            "The weighted # of seconds spent doing I/Os."
        ),
        (
            "node_disk_discards_completed_total", .counter, 1, "The total number of discards completed successfully."
        ),
        ("node_disk_discards_merged_total", .counter, 1, "The total number of discards merged."),
        ("node_disk_discarded_sectors_total", .counter, 1, "The total number of sectors discarded successfully."),
        (
            "node_disk_discard_time_seconds_total", .counter, 0.001,
            "This is the total number of seconds spent by all discards."
        ),
        (
            "node_disk_flush_requests_total", .counter, 1,
            "The total number of flush requests completed successfully"
        ),
        (
            "node_disk_flush_requests_time_seconds_total", .counter, 0.001,
            "This is the total number of seconds spent by all flush requests."
        ),
    ]

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        diskstats = KernelFile(settings.proc("diskstats"))
        devices = try NameFilter(
            settings,
            include: "diskstats.device-include",
            exclude: "diskstats.device-exclude",
            defaultExclude: #"^(ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$"#
        )
        udevData = settings.udevData
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try diskstats.read(into: buffer)
        disks.removeAll(keepingCapacity: true)
        while let disk = try DiskStatistics.next(in: &text) {
            if devices.accepts(disk.device) { disks.append(disk) }
        }
        for (index, column) in DiskCollector.columns.enumerated() {
            page.family(column.name, column.kind, column.help)
            for disk in disks where index < disk.count {
                page.label("device", disk.device).add(Double(disk.values[index]) * column.scale)
            }
        }
        if page.wants(where: { $0.hasSuffix("_info") || $0.hasPrefix("node_disk_ata_") }) { writeProperties(to: page) }
        // The names point into the buffer.
        disks.removeAll(keepingCapacity: true)
    }

    private func refreshProperties() {
        udev.removeAll { known in !disks.contains { $0.major == known.major && $0.minor == known.minor } }
        for disk in disks where !udev.contains(where: { $0.major == disk.major && $0.minor == disk.minor }) {
            udev.append(UdevFile(disk, below: udevData))
        }
        for file in udev { file.refresh(using: deviceBuffer) }
    }

    private func forEachDisk(_ body: (DiskStatistics, DeviceProperties) -> Void) {
        for disk in disks {
            let known = udev.first { $0.major == disk.major && $0.minor == disk.minor }
            known?.withProperties { body(disk, $0) }
        }
    }

    private func writeProperties(to page: SamplePage) {
        refreshProperties()
        page.family("node_disk_info", .gauge, "Info of /sys/block/<block_device>.")
        forEachDisk { disk, udev in
            var serial = udev["SCSI_IDENT_SERIAL"]
            if serial.isEmpty { serial = udev["ID_SERIAL_SHORT"] }
            page.label("device", disk.device).label("major", disk.major).label("minor", disk.minor)
                .label("model", udev["ID_MODEL"]).label("path", udev["ID_PATH"])
                .label("revision", udev["ID_REVISION"]).label("serial", serial).label("wwn", udev["ID_WWN"])
                .add(1.0)
        }
        page.family("node_disk_filesystem_info", .gauge, "Info about disk filesystem.")
        forEachDisk { disk, udev in
            if udev["ID_FS_TYPE"].isEmpty { return }
            page.label("device", disk.device).label("type", udev["ID_FS_TYPE"]).label("usage", udev["ID_FS_USAGE"])
                .label("uuid", udev["ID_FS_UUID"]).label("version", udev["ID_FS_VERSION"]).add(1.0)
        }
        page.family("node_disk_device_mapper_info", .gauge, "Info about disk device mapper.")
        forEachDisk { disk, udev in
            if udev["DM_NAME"].isEmpty { return }
            page.label("device", disk.device).label("lv_layer", udev["DM_LV_LAYER"])
                .label("lv_name", udev["DM_LV_NAME"]).label("name", udev["DM_NAME"]).label("uuid", udev["DM_UUID"])
                .label("vg_name", udev["DM_VG_NAME"]).add(1.0)
        }
        page.family("node_disk_ata_write_cache", .gauge, "ATA disk has a write cache.")
        writeATA("ID_ATA_WRITE_CACHE", to: page)
        page.family("node_disk_ata_write_cache_enabled", .gauge, "ATA disk has its write cache enabled.")
        writeATA("ID_ATA_WRITE_CACHE_ENABLED", to: page)
        page.family("node_disk_ata_rotation_rate_rpm", .gauge, "ATA disk rotation rate in RPMs (0 for SSDs).")
        writeATA("ID_ATA_ROTATION_RATE_RPM", to: page)
    }

    private func writeATA(_ property: StaticString, to page: SamplePage) {
        forEachDisk { disk, udev in
            if udev["ID_ATA"].isEmpty { return }
            if let value = udev[property].number { page.label("device", disk.device).add(value) }
        }
    }
}
