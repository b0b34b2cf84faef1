internal import Glibc
internal import ProcFS

/// `filesystem`: how full each mounted file system is.
final class FilesystemCollector: Collector {
    let name: StaticString = "filesystem"
    let prefixes: [StaticString] = ["node_filesystem_"]

    private struct Row {
        var mount: MountTable.Mount
        var mountPoint: Range<Int>
        var status = statvfs()
        var isReadable = false
        var isNumbered = false
    }

    private var initMounts: KernelFile
    private var ownMounts: KernelFile
    private var initMountInfo: KernelFile
    private var ownMountInfo: KernelFile
    /// Beside that of the mounts, whose names the rows point to.
    private let infoBuffer = ReadBuffer(capacity: 4_096)
    private let rootfs: [UInt8]
    private let mountPoints: NameFilter
    private let types: NameFilter
    private var rows: [Row] = []
    /// The paths of the mount points, one behind the other.
    private var paths: [UInt8] = []
    private var systemPath: [UInt8] = []

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        // The mounts of process 1 are the machine's, also when the agent has a mount namespace of its own.
        initMounts = KernelFile(settings.proc("1/mounts"))
        ownMounts = KernelFile(settings.proc("mounts"))
        initMountInfo = KernelFile(settings.proc("1/mountinfo"))
        ownMountInfo = KernelFile(settings.proc("self/mountinfo"))
        rootfs = settings.rootfs == "/" ? [] : Array(settings.rootfs.utf8)
        mountPoints = try NameFilter(
            settings,
            include: "filesystem.mount-points-include",
            exclude: "filesystem.mount-points-exclude",
            defaultExclude: "^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)"
        )
        types = try NameFilter(
            settings,
            include: "filesystem.fs-types-include",
            exclude: "filesystem.fs-types-exclude",
            defaultExclude: "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs"
                + "|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs"
                + "|tracefs)$"
        )
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        rows.removeAll(keepingCapacity: true)
        paths.removeAll(keepingCapacity: true)
        // The names in the rows point into the buffer.
        defer { rows.removeAll(keepingCapacity: true) }
        var table = MountTable(parsing: try readMounts(into: buffer))
        while let mount = try table.next() {
            let start = paths.count
            MountTable.unescape(mount.mountPoint, into: &paths)
            if stripRoot(from: start), accepts(mount, start) {
                var row = Row(mount: mount, mountPoint: start..<paths.count)
                row.isReadable = readStatus(&row)
                rows.append(row)
            } else {
                paths.removeSubrange(start...)
            }
        }
        write(to: page)
        if page.wants("node_filesystem_mount_info") { writeInfo(to: page) }
    }

    /// Which device a file system is on, by the kernel's numbers, which only `mountinfo` has.
    private func writeInfo(to page: SamplePage) {
        guard !rows.isEmpty, var table = try? MountInfo(parsing: readMountInfo()) else { return }
        page.family("node_filesystem_mount_info", .gauge, "Filesystem mount information.")
        for index in rows.indices { rows[index].isNumbered = false }
        while let entry = table.next() {
            let index = rows.firstIndex {
                !$0.isNumbered && $0.mount.mountPoint == entry.mountPoint && $0.mount.device == entry.device
            }
            guard let index else { continue }
            rows[index].isNumbered = true
            page.label("device", entry.device).label("major", entry.major).label("minor", entry.minor)
            withPath(rows[index].mountPoint) { _ = page.label("mountpoint", $0) }
            page.add(1.0)
        }
    }

    private func readMountInfo() throws(ProcFSError) -> KernelText {
        do {
            return try initMountInfo.read(into: infoBuffer)
        } catch {
            return try ownMountInfo.read(into: infoBuffer)
        }
    }

    private func readMounts(into buffer: ReadBuffer) throws(ProcFSError) -> KernelText {
        do {
            return try initMounts.read(into: buffer)
        } catch {
            return try ownMounts.read(into: buffer)
        }
    }

    /// In a container the machine's `/` is mounted at the root given by flag; what is elsewhere is the container's.
    private func stripRoot(from start: Int) -> Bool {
        guard !rootfs.isEmpty else { return true }
        guard paths[start...].starts(with: rootfs) else { return true }
        paths.removeSubrange(start..<(start + rootfs.count))
        if paths.count == start { paths.append(UInt8(ascii: "/")) }
        return true
    }

    private func accepts(_ mount: MountTable.Mount, _ start: Int) -> Bool {
        guard types.accepts(mount.type), withPath(start..<paths.count, mountPoints.accepts) else { return false }
        return !rows.contains {
            $0.mount.device == mount.device && $0.mount.type == mount.type
                && paths[$0.mountPoint].elementsEqual(paths[start...])
        }
    }

    private func withPath<Result>(_ range: Range<Int>, _ body: (KernelText) -> Result) -> Result {
        paths.withUnsafeBufferPointer { body(KernelText(UnsafeBufferPointer(rebasing: $0[range]))) }
    }

    private func readStatus(_ row: inout Row) -> Bool {
        systemPath.removeAll(keepingCapacity: true)
        systemPath.append(contentsOf: rootfs)
        systemPath.append(contentsOf: paths[row.mountPoint])
        systemPath.append(0)
        return systemPath.withUnsafeBufferPointer { path in
            path.withMemoryRebound(to: CChar.self) { path in
                path.baseAddress.map { statvfs($0, &row.status) == 0 } ?? false
            }
        }
    }

    private func write(to page: SamplePage) {
        page.family("node_filesystem_size_bytes", .gauge, "Filesystem size in bytes.")
        writeReadable(to: page) { Double($0.f_blocks) * Double($0.f_bsize) }
        page.family("node_filesystem_free_bytes", .gauge, "Filesystem free space in bytes.")
        writeReadable(to: page) { Double($0.f_bfree) * Double($0.f_bsize) }
        page.family(
            "node_filesystem_avail_bytes",
            .gauge,
            "Filesystem space available to non-root users in bytes."
        )
        writeReadable(to: page) { Double($0.f_bavail) * Double($0.f_bsize) }
        page.family("node_filesystem_files", .gauge, "Filesystem total file nodes.")
        writeReadable(to: page) { Double($0.f_files) }
        page.family("node_filesystem_files_free", .gauge, "Filesystem total free file nodes.")
        writeReadable(to: page) { Double($0.f_ffree) }
        page.family("node_filesystem_readonly", .gauge, "Filesystem read-only status.")
        for row in rows where row.isReadable {
            label(row, on: page).add(row.mount.options.isReadOnly ? 1.0 : 0.0)
        }
        page.family(
            "node_filesystem_device_error",
            .gauge,
            "Whether an error occurred while getting statistics for the given device."
        )
        for row in rows { label(row, on: page).add(row.isReadable ? 0.0 : 1.0) }
    }

    private func writeReadable(to page: SamplePage, _ value: (statvfs) -> Double) {
        for row in rows where row.isReadable { label(row, on: page).add(value(row.status)) }
    }

    private func label(_ row: Row, on page: SamplePage) -> SamplePage {
        page.label("device", row.mount.device).label("fstype", row.mount.type)
        withPath(row.mountPoint) { _ = page.label("mountpoint", $0) }
        return page
    }
}

extension KernelText {
    /// Whether one of the options is `ro`.
    fileprivate var isReadOnly: Bool {
        var rest = self
        while let (option, others) = rest.split(at: UInt8(ascii: ",")) {
            if option == "ro" { return true }
            rest = others
        }
        return rest == "ro"
    }
}
