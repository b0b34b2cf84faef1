internal import Glibc
internal import ProcFS

/// `uname`: what the kernel calls itself and the machine.
final class KernelNameCollector: Collector {
    let name: StaticString = "uname"
    let prefixes: [StaticString] = ["node_uname_info"]

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var names = utsname()
        guard uname(&names) == 0 else { throw .unreadable(path: "uname", errno: errno) }
        page.family(
            "node_uname_info",
            .gauge,
            "Labeled system information as provided by the uname system call."
        )
        label("domainname", &names.__domainname, on: page)
        label("machine", &names.machine, on: page)
        label("nodename", &names.nodename, on: page)
        label("release", &names.release, on: page)
        label("sysname", &names.sysname, on: page)
        label("version", &names.version, on: page)
        page.add(1.0)
    }

    /// Adds one of the structure's arrays, which ends at its first zero.
    private func label<Characters>(_ name: StaticString, _ characters: inout Characters, on page: SamplePage) {
        withUnsafeBytes(of: &characters) { bytes in
            let text = bytes.bindMemory(to: UInt8.self)
            page.label(name, KernelText(UnsafeBufferPointer(rebasing: text.prefix { $0 != 0 })))
        }
    }
}
