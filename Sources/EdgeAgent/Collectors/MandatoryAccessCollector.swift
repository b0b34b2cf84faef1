internal import ProcFS

/// `selinux`: whether SELinux is enabled, and whether it enforces.
///
/// Source: `selinux(8)`; what it enforces stands below `/sys/fs/selinux`.
final class MandatoryAccessCollector: Collector {
    let name: StaticString = "selinux"
    let prefixes: [StaticString] = ["node_selinux_"]

    private var enforce: KernelFile

    init(_ settings: CollectorSettings) {
        enforce = KernelFile(settings.sys("fs/selinux/enforce"), .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        page.family("node_selinux_enabled", .gauge, "SELinux is enabled, 1 is true, 0 is false")
        do {
            let mode = try enforce.read(into: buffer).trimmed.number
            page.add(1.0)
            page.family("node_selinux_current_mode", .gauge, "Current SELinux enforcement mode")
            mode.map { page.add($0) }
        } catch .absent {
            page.add(0.0)
        }
    }
}
