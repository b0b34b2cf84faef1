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

    /// The file of udev about one device, which is replaced when something changes.
    private final class UdevFile {
        let major: UInt64
        let minor: UInt64
        var file: KernelFile

        init(_ disk: DiskStatistics, below directory: String) {
            (major, minor) = (disk.major, disk.minor)
            file = KernelFile("\(directory)/b\(disk.major):\(disk.minor)", .whole)
        }

        func properties(into buffer: ReadBuffer) -> DeviceProperties {
            defer { file.closeDescriptor() }
            do {
                return DeviceProperties(parsing: try file.read(into: buffer))
            } catch {
                // Without udev, as in a container, a device has no properties.
                return .empty
            }
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
        writeProperties(to: page)
        // The names point into the buffer.
        disks.removeAll(keepingCapacity: true)
    }

    private func properties(of disk: DiskStatistics) -> DeviceProperties {
        let known = udev.first { $0.major == disk.major && $0.minor == disk.minor }
        if let known { return known.properties(into: deviceBuffer) }
        let new = UdevFile(disk, below: udevData)
        udev.append(new)
        return new.properties(into: deviceBuffer)
    }

    private func writeProperties(to page: SamplePage) {
        page.family("node_disk_info", .gauge, "Info of /sys/block/<block_device>.")
        for disk in disks {
            let udev = properties(of: disk)
            var serial = udev["SCSI_IDENT_SERIAL"]
            if serial.isEmpty { serial = udev["ID_SERIAL_SHORT"] }
            page.label("device", disk.device).label("major", disk.major).label("minor", disk.minor)
                .label("model", udev["ID_MODEL"]).label("path", udev["ID_PATH"])
                .label("revision", udev["ID_REVISION"]).label("serial", serial).label("wwn", udev["ID_WWN"])
                .add(1.0)
        }
        page.family("node_disk_filesystem_info", .gauge, "Info about disk filesystem.")
        for disk in disks {
            let udev = properties(of: disk)
            if udev["ID_FS_TYPE"].isEmpty { continue }
            page.label("device", disk.device).label("type", udev["ID_FS_TYPE"]).label("usage", udev["ID_FS_USAGE"])
                .label("uuid", udev["ID_FS_UUID"]).label("version", udev["ID_FS_VERSION"]).add(1.0)
        }
        page.family("node_disk_device_mapper_info", .gauge, "Info about disk device mapper.")
        for disk in disks {
            let udev = properties(of: disk)
            if udev["DM_NAME"].isEmpty { continue }
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
        for disk in disks {
            let udev = properties(of: disk)
            if udev["ID_ATA"].isEmpty { continue }
            if let value = udev[property].number { page.label("device", disk.device).add(value) }
        }
    }
}
